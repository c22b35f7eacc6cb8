/**
 * Attention of one new token over the cache of all before it, as decoding asks for: `keepRow` puts its key and value into
 * the cache, `attend` reads it. The position is data, so that the same dispatches serve every token.
 */
import { declarations } from '../common/declarations.ts';
import { constants, floats, linearGrid, type BufferBinding, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { distance, type AttentionPositions } from '../flash-attention/positions.ts';
import attendSource from './attend.wgsl?raw';
import keepRowSource from './keepRow.wgsl?raw';

export interface CachedAttentionShape {
  /** H */
  readonly heads: number;
  /** K, of keys and values; divides H. */
  readonly keyHeads: number;
  readonly headWidth: number;
  /** T, positions that the cache has room for: the newest ones. */
  readonly context: number;
  readonly positions: AttentionPositions;
}

const workgroupSize = 64;
/** The scores of a head lie in shared memory, of which every device has 16 kB. */
export const mostPositions = 4096;

const width = ({ heads, headWidth }: CachedAttentionShape): number => heads * headWidth;
const keyWidth = ({ keyHeads, headWidth }: CachedAttentionShape): number => keyHeads * headWidth;
export const packedWidth = (shape: CachedAttentionShape): number => width(shape) + 2 * keyWidth(shape);
export const cacheLength = (shape: CachedAttentionShape): number => shape.context * keyWidth(shape);

const place: BufferBinding<CachedAttentionShape> = { name: 'place', access: 'read', type: 'u32', length: () => 1 };

/** Cosines of a head's first half, then sines; something where nothing is turned, as bindings must not be empty. */
export const turnsLength = ({ headWidth }: CachedAttentionShape): number => Math.max(2, 2 * Math.floor(headWidth / 2));

const keepBindings: readonly BufferBinding<CachedAttentionShape>[] = [
  floats('qkv', 'read', packedWidth),
  place,
  floats('query', 'read_write', width),
  floats('keys', 'read_write', cacheLength),
  floats('values', 'read_write', cacheLength),
];
const turns = floats('turns', 'read', turnsLength);

const shapeText = (shape: CachedAttentionShape): string =>
  constants({ D: width(shape), KEY_WIDTH: keyWidth(shape), HEAD_WIDTH: shape.headWidth, T: shape.context });

/** A new row. Only where positions turn does it bind `turns`. */
export function keepRow(positions: AttentionPositions): Kernel<CachedAttentionShape> {
  const turning = positions === 'rope';
  const bindings = turning ? [...keepBindings, turns] : keepBindings;
  return {
    id: `keep-row${turning ? ' turned' : ''}`,
    bindings,
    code: (shape) =>
      [
        shapeText(shape),
        declarations(bindings),
        turning ? '' : 'const turns = array<f32, 1>(0.0);',
        `const TURNS = ${turning};`,
        linearIndex,
        keepRowSource,
      ].join('\n'),
    grid: (shape) => linearGrid(packedWidth(shape), workgroupSize),
  };
}

const attendBindings: readonly BufferBinding<CachedAttentionShape>[] = [
  floats('query', 'read', width),
  floats('keys', 'read', cacheLength),
  floats('values', 'read', cacheLength),
  place,
  floats('attended', 'read_write', width),
];

export const attend: Kernel<CachedAttentionShape> = {
  id: 'cached-attention',
  bindings: attendBindings,
  code: (shape) =>
    [
      shapeText(shape),
      constants({ GROUP: shape.heads / shape.keyHeads, WORKGROUP: workgroupSize }),
      `const SCALE = ${1 / Math.sqrt(shape.headWidth)};`,
      declarations(attendBindings),
      distance(shape.positions, shape.heads),
      attendSource,
    ].join('\n'),
  grid: ({ heads }) => [heads, 1, 1],
};
