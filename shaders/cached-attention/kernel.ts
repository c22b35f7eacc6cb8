/**
 * Attention of one new token over the cache of all before it, as decoding asks for: `keepRow` puts its key and value into
 * the cache, `attend` reads it; in how many bits they lie there is for `cache.ts`. The position is data, so that the same
 * dispatches serve every token.
 */
import { declarations } from '../common/declarations.ts';
import { constants, floats, linearGrid, type BufferBinding, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { distance, type AttentionPositions } from '../flash-attention/positions.ts';
import attendSource from './attend.wgsl?raw';
import { cacheBinding, cacheReading, packedConstants, type CacheBits } from './cache.ts';
import keepPackedRowSource from './keepPackedRow.wgsl?raw';
import keepRowSource from './keepRow.wgsl?raw';
import turnedSource from './turned.wgsl?raw';

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

const place: BufferBinding<CachedAttentionShape> = { name: 'place', access: 'read', type: 'u32', length: () => 1 };

/** Cosines of a head's first half, then sines; something where nothing is turned, as bindings must not be empty. */
export const turnsLength = ({ headWidth }: CachedAttentionShape): number => Math.max(2, 2 * Math.floor(headWidth / 2));

const keepBindings = (bits: CacheBits): readonly BufferBinding<CachedAttentionShape>[] => [
  floats('qkv', 'read', packedWidth),
  place,
  floats('query', 'read_write', width),
  cacheBinding('keys', 'read_write', bits),
  cacheBinding('values', 'read_write', bits),
];
const turns = floats('turns', 'read', turnsLength);

const shapeText = (shape: CachedAttentionShape): string =>
  constants({
    D: width(shape),
    HEADS: shape.heads,
    KEY_HEADS: shape.keyHeads,
    KEY_WIDTH: keyWidth(shape),
    HEAD_WIDTH: shape.headWidth,
    T: shape.context,
  });

/** A new row. Only where positions turn does it bind `turns`. */
export function keepRow(positions: AttentionPositions, bits: CacheBits): Kernel<CachedAttentionShape> {
  const turning = positions === 'rope';
  const bindings = turning ? [...keepBindings(bits), turns] : keepBindings(bits);
  const packed = bits !== 32;
  return {
    id: `keep-row${turning ? ' turned' : ''}${packed ? ` ${bits} bits` : ''}`,
    bindings,
    code: (shape) =>
      [
        shapeText(shape),
        declarations(bindings),
        turning ? '' : 'const turns = array<f32, 1>(0.0);',
        `const TURNS = ${turning};`,
        turnedSource,
        ...(packed
          ? [constants({ WORKGROUP: workgroupSize }), packedConstants(shape, bits), keepPackedRowSource]
          : [linearIndex, keepRowSource]),
      ].join('\n'),
    grid: (shape) =>
      packed ? [shape.heads + 2 * shape.keyHeads, 1, 1] : linearGrid(packedWidth(shape), workgroupSize),
  };
}

export function attend(bits: CacheBits): Kernel<CachedAttentionShape> {
  const bindings: readonly BufferBinding<CachedAttentionShape>[] = [
    floats('query', 'read', width),
    cacheBinding('keys', 'read', bits),
    cacheBinding('values', 'read', bits),
    place,
    floats('attended', 'read_write', width),
  ];
  return {
    id: `cached-attention${bits === 32 ? '' : ` ${bits} bits`}`,
    bindings,
    code: (shape) =>
      [
        shapeText(shape),
        constants({ GROUP: shape.heads / shape.keyHeads, WORKGROUP: workgroupSize }),
        `const SCALE = ${1 / Math.sqrt(shape.headWidth)};`,
        declarations(bindings),
        distance(shape.positions, shape.heads),
        cacheReading(shape, bits),
        attendSource,
      ].join('\n'),
    grid: ({ heads }) => [heads, 1, 1],
  };
}
