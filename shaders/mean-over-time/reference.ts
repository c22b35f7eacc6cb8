/** The mean of the rows of every sequence [B·T, D] → [B, D], and its gradient, as plain loops in double precision. */
import type { MeanOverTimeShape } from './kernel.ts';

export function meanOverTimeReference(
  input: ArrayLike<number>,
  { batch, time, width }: MeanOverTimeShape,
): Float64Array {
  const output = new Float64Array(batch * width);
  for (let row = 0; row < batch * time; row++) {
    const sequence = Math.floor(row / time);
    for (let d = 0; d < width; d++) {
      const at = sequence * width + d;
      output[at] = (output[at] ?? NaN) + (input[row * width + d] ?? NaN) / time;
    }
  }
  return output;
}

export function meanOverTimeGradientReference(
  upstream: ArrayLike<number>,
  { batch, time, width }: MeanOverTimeShape,
): Float64Array {
  return Float64Array.from({ length: batch * time * width }, (_, i) => {
    const sequence = Math.floor(i / (time * width));
    return (upstream[sequence * width + (i % width)] ?? NaN) / time;
  });
}
