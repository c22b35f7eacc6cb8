/** One of each; all rows, all columns; rows that stay and rows that are gone in one group of four; more than a workgroup's reach. */
import type { LinesShape } from './kernel.ts';

export const linesCases: readonly LinesShape[] = [
  { inputs: 1, outputs: 1, rowsKept: 1, columnsKept: 1 },
  { inputs: 12, outputs: 9, rowsKept: 1, columnsKept: 1 },
  { inputs: 33, outputs: 7, rowsKept: 7, columnsKept: 5 },
  { inputs: 16, outputs: 65, rowsKept: 30, columnsKept: 16 },
  { inputs: 260, outputs: 300, rowsKept: 130, columnsKept: 97 },
];
