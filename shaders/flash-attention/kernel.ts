/**
 * Causal self-attention on packed queries, keys and values, [M, 3D] with M = B·T rows: head h has its queries in columns
 * h·D/H …, its keys D further and its values 2D further. Scores are divided by √(D/H).
 * Backward is two dispatches in this order: queries (which also leaves delta), then keys and values.
 */
import { constants, floats, linearGrid, type BufferBinding, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { unroll } from '../common/unroll.ts';
import backwardKeyValue from './backwardKeyValue.wgsl?raw';
import backwardQuery from './backwardQuery.wgsl?raw';
import { featureMatrix } from './features.ts';
import forward from './forward.wgsl?raw';
import keyRows from './keyRows.wgsl?raw';
import rowBackwardKeyValue from './rowBackwardKeyValue.wgsl?raw';
import rowBackwardQuery from './rowBackwardQuery.wgsl?raw';
import rowForward from './rowForward.wgsl?raw';
import rowsShared from './rows.wgsl?raw';
import tile from './tile.wgsl?raw';
import { defaultAttention, type AttentionVariant } from './variants.ts';

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

/** Rows of the other side that are in shared memory at a time, so that two such matrices and what is beside them fit. */
const othersOf = ({ headWidth }: AttentionShape): number => (headWidth <= 64 ? 16 : 8);
/** Wider heads would need more shared memory than every device grants. */
export const widestSharedHead = 240;

/** Matrices by binding number; everything else a kernel binds is declared in its own text. */
type Matrices = readonly (readonly [binding: number, name: string, access: 'read' | 'read_write', columns: 1 | 3])[];

interface Texts {
  /** For an invocation that owns four rows, and for one that owns one. */
  readonly tiles: string;
  readonly rows: string;
}

function moduleOf({ owns }: AttentionVariant, texts: Texts, matrices: Matrices, shape: AttentionShape): string {
  const { time, heads, headWidth } = shape;
  const CHUNKS = Math.ceil(headWidth / 4);
  const OTHERS = othersOf(shape);
  const OTHER_GROUPS = OTHERS / 4;
  const declarations = matrices.map(([binding, name, access, columns]) =>
    featureMatrix({ binding, name, access, rowLength: columns * width(shape), headWidth }),
  );
  return [
    constants({ T: time, H: heads, D: width(shape), HEAD_WIDTH: headWidth, CHUNKS }),
    ...declarations,
    linearIndex,
    tile,
    ...(owns === 'rows' ? [constants({ OTHERS, OTHER_GROUPS }), rowsShared] : []),
    unroll(texts[owns], { CHUNKS, OTHER_GROUPS }),
  ].join('\n');
}

function gridOf({ owns }: AttentionVariant, { batch, heads, time }: AttentionShape): Grid {
  if (owns === 'rows') return linearGrid(batch * heads * Math.ceil(time / workgroupSize), 1);
  return linearGrid(batch * heads * Math.ceil(time / 4), workgroupSize);
}

export interface AttentionKernels {
  /** Output [M, D] and log-sum-exp of the scaled scores [B, H, T]. */
  readonly forward: Kernel<AttentionShape>;
  /** Writes columns 0 … D of the gradient [M, 3D], and delta [B, H, T]. */
  readonly backwardQuery: Kernel<AttentionShape>;
  /** Writes columns D … 3D of the gradient. */
  readonly backwardKeyValue: Kernel<AttentionShape>;
}

const qkv: Matrices[number] = [0, 'qkv', 'read', 3];
const backwardMatrices: Matrices = [qkv, [3, 'outputGradient', 'read', 1], [4, 'gradient', 'read_write', 3]];

export function attentionKernels(variant: AttentionVariant = defaultAttention): AttentionKernels {
  const kernel = (
    id: string,
    texts: Texts,
    matrices: Matrices,
    bindings: readonly BufferBinding<AttentionShape>[],
  ): Kernel<AttentionShape> => ({
    id: `attention-${id} ${variant.id}`,
    bindings,
    code: (shape) => moduleOf(variant, texts, matrices, shape),
    grid: (shape) => gridOf(variant, shape),
  });
  return {
    forward: kernel(
      'forward',
      { tiles: forward, rows: `${keyRows}\n${rowForward}` },
      [qkv, [1, 'output', 'read_write', 1]],
      [
        floats('qkv', 'read', qkvLength),
        floats('output', 'read_write', outputLength),
        floats('logSumExp', 'read_write', statisticsLength),
      ],
    ),
    backwardQuery: kernel(
      'backward-query',
      { tiles: backwardQuery, rows: `${keyRows}\n${rowBackwardQuery}` },
      [...backwardMatrices, [1, 'output', 'read', 1]],
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
      { tiles: backwardKeyValue, rows: rowBackwardKeyValue },
      backwardMatrices,
      [
        floats('qkv', 'read', qkvLength),
        floats('logSumExp', 'read', statisticsLength),
        floats('delta', 'read', statisticsLength),
        floats('outputGradient', 'read', outputLength),
        floats('gradient', 'read_write', qkvLength),
      ],
    ),
  };
}
