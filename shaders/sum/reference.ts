/** Strided sums as a plain loop in double precision. */
import type { SumShape } from './kernel.ts';

export function sumReference(input: ArrayLike<number>, { stride, outputs }: SumShape): Float64Array {
  const sums = new Float64Array(outputs);
  for (let i = 0; i < input.length; i++) sums[i % stride] = (sums[i % stride] ?? NaN) + (input[i] ?? NaN);
  return sums;
}
