/** Attention and its gradients, as things to try variants on. */
import { dispatch } from '../../../../shaders/common/dispatch.ts';
import { attentionKernels, packedWidth, type AttentionShape } from '../../../../shaders/flash-attention/kernel.ts';
import {
  attentionGradientReference,
  attentionReference,
  type AttentionProblem,
} from '../../../../shaders/flash-attention/reference.ts';
import type { AttentionVariant } from '../../../../shaders/flash-attention/variants.ts';
import { rotaryTable } from '../../ops/attentionShape.ts';
import { noise, scattered, type Sample, type Subject } from './subject.ts';
import type { Data } from '../workbench.ts';

/** Two products forward and five backward, over the pairs of tokens that see each other. */
export function attentionFlops({ batch, time, heads, headWidth, window = time }: AttentionShape): number {
  return 7 * batch * heads * headWidth * window * (2 * time - window + 1);
}

const tolerance = 2e-4;
const samplePlaces = 20;
/** Query rows with a gradient. All of them would keep the reference busy for longer than the device. */
const rowsWithGradient = 8;

export function attentionSubject(shape: AttentionShape, variants: readonly AttentionVariant[]): Subject {
  const { batch, time, heads, headWidth, keyValueHeads = heads, mask = 'causal', positions = 'none' } = shape;
  const prefix = mask === 'prefix' ? Math.ceil(time / 2) : 0;
  const width = heads * headWidth;
  const rows = queryRows(time);
  const qkv = noise(batch * time * packedWidth(shape), 1);
  const outputGradient = onlyRows(noise(batch * time * width, 2), rows, time, width);
  return {
    task: { kind: 'attention', batch, time, heads, headWidth, keyValueHeads, mask, positions },
    flops: attentionFlops(shape),
    inputs: {
      qkv,
      outputGradient,
      ...(positions === 'rope' && { turns: rotaryTable({ time, headWidth }) }),
      ...(mask === 'prefix' && { prefix: Uint32Array.of(prefix) }),
    },
    samples: [
      ...groupSamples(qkv, outputGradient, { ...shape, prefix }, rows, 0, 0),
      ...groupSamples(qkv, outputGradient, { ...shape, prefix }, rows, batch - 1, keyValueHeads - 1),
    ],
    candidates: variants.map((variant) => {
      const { forward, backwardQuery, backwardKeyValue } = attentionKernels(variant, shape);
      const kernels = [forward, backwardQuery, backwardKeyValue];
      return { id: variant.id, dispatches: kernels.map((kernel) => dispatch(kernel, shape)) };
    }),
  };
}

/** The first and the last, and some between them. */
function queryRows(time: number): readonly number[] {
  const between = Array.from({ length: rowsWithGradient }, (_, i) =>
    Math.floor((i * (time - 1)) / (rowsWithGradient - 1)),
  );
  return [...new Set(between)];
}

function onlyRows(values: Data, rows: readonly number[], time: number, width: number): Data {
  const kept = new Set(rows);
  for (let row = 0; row * width < values.length; row++) {
    if (!kept.has(row % time)) values.fill(0, row * width, (row + 1) * width);
  }
  return values;
}

/** Of one head of keys and values with the heads of queries that it serves, in one sequence. */
function groupSamples(
  qkv: Data,
  outputGradient: Data,
  shape: AttentionProblem,
  rows: readonly number[],
  sequence: number,
  keyHead: number,
): readonly Sample[] {
  const { time, heads, headWidth, keyValueHeads = heads } = shape;
  const [width, packed, group] = [heads * headWidth, packedWidth(shape), heads / keyValueHeads];
  const own = (matrix: Data, columns: number): Data =>
    matrix.subarray(sequence * time * columns, (sequence + 1) * time * columns);
  const firstHead = keyHead * group;
  const only = { rows, heads: Array.from({ length: group }, (_, i) => firstHead + i) };
  const alone = { ...shape, batch: 1 };
  const { output } = attentionReference(own(qkv, packed), alone, only);
  const gradient = attentionGradientReference(own(qkv, packed), own(outputGradient, width), alone, only);
  const keyColumn = width + keyHead * headWidth;
  const columns = [firstHead * headWidth, keyColumn, keyColumn + keyValueHeads * headWidth];
  const sample = (buffer: string, values: Float64Array, length: number, row: number, column: number): Sample => ({
    buffer,
    at: (sequence * time + row) * length + column,
    expected: values[row * length + column] ?? NaN,
    tolerance,
  });
  return [
    ...scattered(rows.length, group * headWidth, samplePlaces).map(([index, column]) =>
      sample('output', output, width, rows[index] ?? 0, firstHead * headWidth + column),
    ),
    ...scattered(time, columns.length * headWidth, 2 * samplePlaces).map(([row, place]) =>
      sample('gradient', gradient, packed, row, (columns[Math.floor(place / headWidth)] ?? NaN) + (place % headWidth)),
    ),
  ];
}
