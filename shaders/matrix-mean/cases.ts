/** One number, one row, one column, sides around a vector and a workgroup, many rows. */
import type { MeanShape } from './kernel.ts';

const sides: readonly (readonly [number, number])[] = [
  [1, 1],
  [1, 67],
  [130, 1],
  [3, 5],
  [64, 65],
  [517, 33],
];

export const meanCases: readonly MeanShape[] = sides.flatMap(([rows, columns]) => [
  { rows, columns, of: 'rows' as const },
  { rows, columns, of: 'columns' as const },
]);
