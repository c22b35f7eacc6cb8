/** Attention and its gradients, as things to try variants on. */
import { dispatch } from '../../../../shaders/common/dispatch.ts';
import { attentionKernels, type AttentionShape } from '../../../../shaders/flash-attention/kernel.ts';
import { attentionGradientReference, attentionReference } from '../../../../shaders/flash-attention/reference.ts';
import type { AttentionVariant } from '../../../../shaders/flash-attention/variants.ts';
import { noise, scattered, type Sample, type Subject } from './subject.ts';
import type { Data } from './workbench.ts';

/** Two products forward and five backward, over the pairs of tokens that see each other. */
export const attentionFlops = ({ batch, time, heads, headWidth }: AttentionShape): number =>
  7 * batch * heads * headWidth * time * (time + 1);

const tolerance = 2e-4;
const samplePlaces = 20;
/** Query rows with a gradient. All of them would keep the reference busy for longer than the device. */
const rowsWithGradient = 8;

export function attentionSubject(shape: AttentionShape, variants: readonly AttentionVariant[]): Subject {
  const { batch, time, heads, headWidth } = shape;
  const width = heads * headWidth;
  const rows = queryRows(time);
  const qkv = noise(3 * batch * time * width, 1);
  const outputGradient = onlyRows(noise(batch * time * width, 2), rows, time, width);
  return {
    kernel: 'attention',
    shape: `${batch} × ${heads} heads of ${headWidth}, ${time} tokens`,
    flops: attentionFlops(shape),
    inputs: { qkv, outputGradient },
    samples: [
      ...headSamples(qkv, outputGradient, shape, rows, 0, 0),
      ...headSamples(qkv, outputGradient, shape, rows, batch - 1, heads - 1),
    ],
    candidates: variants.map((variant) => {
      const { forward, backwardQuery, backwardKeyValue } = attentionKernels(variant);
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

function headSamples(
  qkv: Data,
  outputGradient: Data,
  { time, heads, headWidth }: AttentionShape,
  rows: readonly number[],
  sequence: number,
  head: number,
): readonly Sample[] {
  const width = heads * headWidth;
  const shape = { batch: 1, time, heads: 1, headWidth };
  /** Where a number of the head's own matrix, of `parts` heads' width, lies in that of all heads. */
  const place = (parts: number, row: number, column: number): number =>
    (sequence * time + row) * parts * width +
    Math.floor(column / headWidth) * width +
    head * headWidth +
    (column % headWidth);
  const own = (matrix: Data, parts: number): Data =>
    Float32Array.from(
      { length: time * parts * headWidth },
      (_, i) => matrix[place(parts, Math.floor(i / (parts * headWidth)), i % (parts * headWidth))] ?? NaN,
    );
  const [packed, upstream] = [own(qkv, 3), own(outputGradient, 1)];
  const { output } = attentionReference(packed, shape, rows);
  const gradient = attentionGradientReference(packed, upstream, shape, rows);
  return [
    ...scattered(rows.length, headWidth, samplePlaces).map(([index, column]) => {
      const row = rows[index] ?? 0;
      return {
        buffer: 'output',
        at: place(1, row, column),
        expected: output[row * headWidth + column] ?? NaN,
        tolerance,
      };
    }),
    ...scattered(time, 3 * headWidth, 2 * samplePlaces).map(([row, column]) => ({
      buffer: 'gradient',
      at: place(3, row, column),
      expected: gradient[row * 3 * headWidth + column] ?? NaN,
      tolerance,
    })),
  ];
}
