/** states [B·T, D], shares [B·T] → [B, D]: sums of the rows of each sequence, each times its share; and the gradient of the states. */
import type { PoolShape } from './kernel.ts';

export function poolReference(
  states: ArrayLike<number>,
  shares: ArrayLike<number>,
  { batch, time, width }: PoolShape,
): Float64Array {
  const output = new Float64Array(batch * width);
  for (let row = 0; row < batch * time; row++) {
    for (let d = 0; d < width; d++) {
      const at = Math.floor(row / time) * width + d;
      output[at] = (output[at] ?? NaN) + (shares[row] ?? NaN) * (states[row * width + d] ?? NaN);
    }
  }
  return output;
}

export function poolGradientReference(
  upstream: ArrayLike<number>,
  shares: ArrayLike<number>,
  { batch, time, width }: PoolShape,
): Float64Array {
  return Float64Array.from({ length: batch * time * width }, (_, i) => {
    const row = Math.floor(i / width);
    return (shares[row] ?? NaN) * (upstream[Math.floor(row / time) * width + (i % width)] ?? NaN);
  });
}
