/**
 * Self-attention on packed queries, keys and values with M = B·T rows: first the heads of queries side by side, D/H columns
 * each, then those of keys, then those of values, of which there may be fewer. Scores are divided by √(D/H).
 * Backward is two dispatches in this order: queries (which also leaves delta), then keys and values.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import plusProduct from '../common/plusProduct.wgsl?raw';
import { unroll } from '../common/unroll.ts';
import backwardKeyValue from './backwardKeyValue.wgsl?raw';
import backwardQuery from './backwardQuery.wgsl?raw';
import { dropping, droppingLength } from './dropping.ts';
import { featureMatrix } from './features.ts';
import forward from './forward.wgsl?raw';
import keyRows from './keyRows.wgsl?raw';
import laneBackwardKeyValue from './laneBackwardKeyValue.wgsl?raw';
import laneBackwardQuery from './laneBackwardQuery.wgsl?raw';
import laneForward from './laneForward.wgsl?raw';
import lanesShared from './lanes.wgsl?raw';
import { prefixed } from './mask.ts';
import { distance, turning, type AttentionPositions } from './positions.ts';
import rowBackwardKeyValue from './rowBackwardKeyValue.wgsl?raw';
import rowBackwardQuery from './rowBackwardQuery.wgsl?raw';
import rowForward from './rowForward.wgsl?raw';
import rowsShared from './rows.wgsl?raw';
import tile from './tile.wgsl?raw';
import type { AttentionVariant } from './variants.ts';

/** Every query sees the keys up to its own; with `prefix` so many first ones too, how many is data: T for no mask. */
export type AttentionMask = 'causal' | 'prefix';

export interface AttentionShape {
  /** Sequences, B. */
  readonly batch: number;
  /** Tokens of a sequence, T. */
  readonly time: number;
  readonly heads: number;
  /** Features of a head, D/H. */
  readonly headWidth: number;
  /** Divides the heads; each serves as many of queries. As many as there are heads unless given. */
  readonly keyValueHeads?: number;
  /** `causal` unless given. */
  readonly mask?: AttentionMask;
  readonly positions?: AttentionPositions;
  /** W: queries see only what is less than so many tokens away. All unless given. */
  readonly window?: number;
  /** Weights are dropped, which ones is data; no kernel binds more than eight buffers for it, as few devices grant more. */
  readonly drops?: boolean;
}

const workgroupSize = 64;
const keyValueHeadsOf = ({ heads, keyValueHeads = heads }: AttentionShape): number => keyValueHeads;
const width = (shape: AttentionShape): number => shape.heads * shape.headWidth;
/** Columns of queries, keys and values together. */
export const packedWidth = (shape: AttentionShape): number =>
  (shape.heads + 2 * keyValueHeadsOf(shape)) * shape.headWidth;
const rows = (shape: AttentionShape): number => shape.batch * shape.time;
const statisticsLength = (shape: AttentionShape): number => rows(shape) * shape.heads;
const outputLength = (shape: AttentionShape): number => rows(shape) * width(shape);
const qkvLength = (shape: AttentionShape): number => rows(shape) * packedWidth(shape);
const chunksOf = ({ headWidth }: AttentionShape): number => Math.ceil(headWidth / 4);
const turnsLength = (shape: AttentionShape): number => 8 * shape.time * chunksOf(shape);

/** Rows of the other side that are in shared memory at a time, so that two such matrices and what is beside them fit. */
const othersOf = ({ headWidth }: AttentionShape): number => (headWidth <= 64 ? 16 : 8);
/** Wider heads would need more shared memory than every device grants. */
export const widestSharedHead = 240;
/** What is unrolled; a broadcast that is not has no constant to say who speaks. */
export const widestLanesHead = 32;

/** Matrices by binding number; everything else a kernel binds is declared in its own text. */
type Matrices = readonly (readonly [
  binding: number,
  name: string,
  access: 'read' | 'read_write',
  columns: 'output' | 'packed',
])[];

/** By what an invocation owns. */
type Texts = Readonly<Record<AttentionVariant['owns'], string>>;

interface Module {
  readonly texts: Texts;
  readonly matrices: Matrices;
  /** Of `turns`, and of `prefix` or `dropping`, which are bound last, so that the other bindings keep their numbers. */
  readonly turnsBinding: number | null;
  readonly prefixBinding: number | 'dropping' | null;
  readonly droppingBinding: number | null;
}

/** What the texts of a variant share, and how often its loops repeat. */
function partsOf(
  variant: AttentionVariant,
  shape: AttentionShape,
): { readonly parts: readonly string[]; readonly counts: Readonly<Record<string, number>> } {
  const CHUNKS = chunksOf(shape);
  switch (variant.owns) {
    case 'tiles':
      return { parts: [linearIndex], counts: { CHUNKS } };
    case 'rows': {
      const OTHERS = othersOf(shape);
      const counts = { CHUNKS, OTHER_GROUPS: OTHERS / 4 };
      return { parts: [linearIndex, constants({ OTHERS, OTHER_GROUPS: OTHERS / 4 }), rowsShared], counts };
    }
    case 'lanes': {
      const { lanes: LANES } = variant;
      const counts = { CHUNKS, PORTIONS: Math.ceil((4 * CHUNKS) / LANES) };
      return { parts: [constants({ LANES, PORTIONS: counts.PORTIONS }), plusProduct, lanesShared], counts };
    }
  }
}

function moduleOf(
  variant: AttentionVariant,
  { texts, matrices, turnsBinding, prefixBinding, droppingBinding }: Module,
  shape: AttentionShape,
): string {
  const { time, heads, headWidth, positions = 'none', window = time } = shape;
  const { parts, counts } = partsOf(variant, shape);
  const declarations = matrices.map(([binding, name, access, columns]) =>
    featureMatrix({
      binding,
      name,
      access,
      rowLength: columns === 'packed' ? packedWidth(shape) : width(shape),
      headWidth,
    }),
  );
  const backward = matrices.some(([, name]) => name === 'gradient');
  return [
    ...(variant.owns === 'lanes' ? ['enable subgroups;'] : []),
    constants({ T: time, H: heads, D: width(shape), HEAD_WIDTH: headWidth, CHUNKS: chunksOf(shape) }),
    constants({ KEY_VALUE_HEADS: keyValueHeadsOf(shape), PACKED: packedWidth(shape), WINDOW: Math.min(window, time) }),
    ...declarations,
    turning({ binding: turnsBinding, headWidth, backward }),
    distance(positions, heads),
    prefixed(prefixBinding),
    dropping(droppingBinding),
    tile,
    ...parts,
    unroll(texts[variant.owns], counts),
  ].join('\n');
}

function gridOf(variant: AttentionVariant, { batch, time }: AttentionShape, heads: number): Grid {
  switch (variant.owns) {
    case 'tiles':
      return linearGrid(batch * heads * Math.ceil(time / 4), workgroupSize);
    case 'rows':
      return linearGrid(batch * heads * Math.ceil(time / workgroupSize), 1);
    case 'lanes':
      return linearGrid(batch * heads * Math.ceil(time / (4 * variant.lanes)), 1);
  }
}

export interface AttentionKernels {
  /** Output [M, D] and log-sum-exp of the scaled scores [B, H, T]. */
  readonly forward: Kernel<AttentionShape>;
  /** Writes the queries' columns of the gradient, and delta [B, H, T]. */
  readonly backwardQuery: Kernel<AttentionShape>;
  /** Writes the other columns of the gradient. */
  readonly backwardKeyValue: Kernel<AttentionShape>;
}

const prefixLength: BufferBinding<AttentionShape> = { name: 'prefix', access: 'read', type: 'u32', length: () => 1 };

const droppingWords: BufferBinding<AttentionShape> = {
  name: 'dropping',
  access: 'read',
  type: 'u32',
  length: () => droppingLength,
};

const qkv: Matrices[number] = [0, 'qkv', 'read', 'packed'];
const backwardMatrices: Matrices = [
  qkv,
  [3, 'outputGradient', 'read', 'output'],
  [4, 'gradient', 'read_write', 'packed'],
];

/** Of all shapes with these positions, this mask and dropout or none. */
export function attentionKernels(
  variant: AttentionVariant,
  { positions, mask, drops = false }: Pick<AttentionShape, 'positions' | 'mask' | 'drops'>,
): AttentionKernels {
  const turns = positions === 'rope' ? [floats<AttentionShape>('turns', 'read', turnsLength)] : [];
  const prefix = mask === 'prefix' && !drops ? [prefixLength] : [];
  const control = drops ? [droppingWords] : prefix;
  const kernel = (
    id: string,
    texts: Texts,
    matrices: Matrices,
    bindings: readonly BufferBinding<AttentionShape>[],
    itemHeads: (shape: AttentionShape) => number = ({ heads }) => heads,
  ): Kernel<AttentionShape> => {
    const turnsBinding = turns.length > 0 ? bindings.length : null;
    const last = bindings.length + turns.length;
    const droppingBinding = drops ? last : null;
    const prefixBinding = mask === 'prefix' ? (drops ? 'dropping' : last) : null;
    const module = { texts, matrices, turnsBinding, prefixBinding, droppingBinding } as const;
    return {
      id: `attention-${id} ${variant.id}`,
      bindings: [...bindings, ...turns, ...control],
      code: (shape) => moduleOf(variant, module, shape),
      grid: (shape) => gridOf(variant, shape, itemHeads(shape)),
    };
  };
  return {
    forward: kernel(
      'forward',
      { tiles: forward, rows: `${keyRows}\n${rowForward}`, lanes: laneForward },
      [qkv, [1, 'output', 'read_write', 'output']],
      [
        floats('qkv', 'read', qkvLength),
        floats('output', 'read_write', outputLength),
        floats('logSumExp', 'read_write', statisticsLength),
      ],
    ),
    backwardQuery: kernel(
      'backward-query',
      { tiles: backwardQuery, rows: `${keyRows}\n${rowBackwardQuery}`, lanes: laneBackwardQuery },
      [...backwardMatrices, [1, 'output', 'read', 'output']],
      [
        floats('qkv', 'read', qkvLength),
        floats('output', 'read', outputLength),
        floats('logSumExp', 'read', statisticsLength),
        floats('outputGradient', 'read', outputLength),
        floats('gradient', 'read_write', qkvLength),
        floats('delta', 'read_write', statisticsLength),
      ],
    ),
    backwardKeyValue: kernel(
      'backward-key-value',
      { tiles: backwardKeyValue, rows: rowBackwardKeyValue, lanes: laneBackwardKeyValue },
      backwardMatrices,
      [
        floats('qkv', 'read', qkvLength),
        floats('logSumExp', 'read', statisticsLength),
        floats('delta', 'read', statisticsLength),
        floats('outputGradient', 'read', outputLength),
        floats('gradient', 'read_write', qkvLength),
      ],
      keyValueHeadsOf,
    ),
  };
}
