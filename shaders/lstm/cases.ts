/**
 * A single row, step or unit; widths that are no multiple of four, that fill no workgroup or more than one round of one;
 * batches that do not spread evenly over workgroups.
 */
import type { RecurrentShape } from '../common/recurrent/layer.ts';

export const lstmCases: readonly RecurrentShape[] = [
  { batch: 1, time: 1, width: 1 },
  { batch: 1, time: 5, width: 6 },
  { batch: 5, time: 1, width: 8 },
  { batch: 7, time: 4, width: 33 },
  { batch: 6, time: 3, width: 128 },
  { batch: 3, time: 2, width: 300 },
];
