import type { Range } from '../encodings/groups.ts';

/** Mean of |w| over a range. */
export function meanAbs(values: Float32Array, { start, end }: Range): number {
  let sum = 0;
  for (let i = start; i < end; i++) sum += Math.abs(values[i] ?? 0);
  return sum / (end - start);
}
