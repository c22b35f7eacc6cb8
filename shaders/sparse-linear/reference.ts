/** y = x Wᵀ for a 2:4 sparse W from its pairs and their places, in double precision. */
import type { SparseShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

/** @param places words of eight half bytes, the first one lowest */
export function sparseReference(x: Numbers, kept: Numbers, places: Numbers, shape: SparseShape): Float64Array {
  const { rows, inputs, outputs } = shape;
  const sums = new Float64Array(rows * outputs);
  for (let n = 0; n < kept.length; n++) {
    const pair = Math.floor(n / 2);
    const place = ((places[Math.floor(pair / 8)] ?? NaN) >>> (4 * (pair % 8) + 2 * (n % 2))) & 3;
    const output = Math.floor((4 * pair) / inputs);
    const input = ((4 * pair) % inputs) + place;
    for (let row = 0; row < rows; row++) {
      const at = row * outputs + output;
      sums[at] = (sums[at] ?? NaN) + (kept[n] ?? NaN) * (x[row * inputs + input] ?? NaN);
    }
  }
  return sums;
}
