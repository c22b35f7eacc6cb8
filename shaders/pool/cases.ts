/** One number; sequences of one; widths that are and are no multiple of four; several workgroups. */
import type { PoolShape } from './kernel.ts';

export const poolCases: readonly PoolShape[] = [
  { batch: 1, time: 1, width: 1 },
  { batch: 5, time: 1, width: 8 },
  { batch: 2, time: 7, width: 5 },
  { batch: 3, time: 16, width: 24 },
  { batch: 9, time: 11, width: 130 },
];
