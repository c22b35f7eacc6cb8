/**
 * Causal self-attention on packed queries, keys and values, [M, 3D] with M = B·T rows: head h has its queries in columns
 * h·D/H …, its keys D further and its values 2D further. Scores are divided by √(D/H).
 * Backward is two dispatches in this order: queries (which also leaves delta), then keys and values.
 */
import { constants, floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { unroll } from '../common/unroll.ts';
import backwardKeyValue from './backwardKeyValue.wgsl?raw';
import backwardQuery from './backwardQuery.wgsl?raw';
import { featureMatrix } from './features.ts';
import forward from './forward.wgsl?raw';
import tile from './tile.wgsl?raw';

export interface AttentionShape {
  /** Sequences, B. */
  readonly batch: number;
  /** Tokens of a sequence, T. */
  readonly time: number;
  readonly heads: number;
  /** Features of a head, D/H. */
  readonly headWidth: number;
}

const workgroupSize = 64;
const width = (shape: AttentionShape): number => shape.heads * shape.headWidth;
const rows = (shape: AttentionShape): number => shape.batch * shape.time;
const statisticsLength = (shape: AttentionShape): number => rows(shape) * shape.heads;
const outputLength = (shape: AttentionShape): number => rows(shape) * width(shape);
const qkvLength = (shape: AttentionShape): number => 3 * outputLength(shape);

const grid = (shape: AttentionShape): Grid =>
  linearGrid(shape.batch * shape.heads * Math.ceil(shape.time / 4), workgroupSize);

/** Matrices by binding number; everything else a kernel binds is declared in its own text. */
type Matrices = readonly (readonly [binding: number, name: string, access: 'read' | 'read_write', columns: 1 | 3])[];

function moduleOf(source: string, matrices: Matrices, shape: AttentionShape): string {
  const { time, heads, headWidth } = shape;
  const CHUNKS = Math.ceil(headWidth / 4);
  const declarations = matrices.map(([binding, name, access, columns]) =>
    featureMatrix({ binding, name, access, rowLength: columns * width(shape), headWidth }),
  );
  return [
    constants({ T: time, H: heads, D: width(shape), HEAD_WIDTH: headWidth, CHUNKS }),
    ...declarations,
    linearIndex,
    tile,
    unroll(source, { CHUNKS }),
  ].join('\n');
}

/** Output [M, D] and log-sum-exp of the scaled scores [B, H, T]. */
export const attentionForward: Kernel<AttentionShape> = {
  id: 'attention-forward',
  bindings: [
    floats('qkv', 'read', qkvLength),
    floats('output', 'read_write', outputLength),
    floats('logSumExp', 'read_write', statisticsLength),
  ],
  code: (shape) =>
    moduleOf(
      forward,
      [
        [0, 'qkv', 'read', 3],
        [1, 'output', 'read_write', 1],
      ],
      shape,
    ),
  grid,
};

/** Writes columns 0 … D of the gradient [M, 3D], and delta [B, H, T]. */
export const attentionBackwardQuery: Kernel<AttentionShape> = {
  id: 'attention-backward-query',
  bindings: [
    floats('qkv', 'read', qkvLength),
    floats('output', 'read', outputLength),
    floats('logSumExp', 'read', statisticsLength),
    floats('outputGradient', 'read', outputLength),
    floats('gradient', 'read_write', qkvLength),
    floats('delta', 'read_write', statisticsLength),
  ],
  code: (shape) =>
    moduleOf(
      backwardQuery,
      [
        [0, 'qkv', 'read', 3],
        [1, 'output', 'read', 1],
        [3, 'outputGradient', 'read', 1],
        [4, 'gradient', 'read_write', 3],
      ],
      shape,
    ),
  grid,
};

/** Writes columns D … 3D of the gradient. */
export const attentionBackwardKeyValue: Kernel<AttentionShape> = {
  id: 'attention-backward-key-value',
  bindings: [
    floats('qkv', 'read', qkvLength),
    floats('logSumExp', 'read', statisticsLength),
    floats('delta', 'read', statisticsLength),
    floats('outputGradient', 'read', outputLength),
    floats('gradient', 'read_write', qkvLength),
  ],
  code: (shape) =>
    moduleOf(
      backwardKeyValue,
      [
        [0, 'qkv', 'read', 3],
        [3, 'outputGradient', 'read', 1],
        [4, 'gradient', 'read_write', 3],
      ],
      shape,
    ),
  grid,
};
