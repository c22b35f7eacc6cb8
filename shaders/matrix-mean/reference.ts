/** Means as plain loops over double-precision numbers. */
import type { MeanShape } from './kernel.ts';

export function meanReference(input: ArrayLike<number>, { rows, columns, of }: MeanShape): number[] {
  const [outputs, count] = of === 'rows' ? [rows, columns] : [columns, rows];
  return Array.from({ length: outputs }, (_, i) => {
    let sum = 0;
    for (let k = 0; k < count; k++) sum += input[of === 'rows' ? i * columns + k : k * columns + i] ?? NaN;
    return sum / count;
  });
}
