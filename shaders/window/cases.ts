/** One row; windows of one and longer than the sequence; widths that are and are no multiple of four; several workgroups. */
import type { WindowShape } from './kernel.ts';

export const windowCases: readonly WindowShape[] = [
  { rows: 1, width: 1, time: 1, length: 1 },
  { rows: 6, width: 5, time: 3, length: 2 },
  { rows: 10, width: 8, time: 5, length: 7 },
  { rows: 60, width: 10, time: 12, length: 3 },
  { rows: 33, width: 24, time: 11, length: 8 },
];
