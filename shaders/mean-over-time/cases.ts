/** One number, one position, widths that are and are no multiple of four, several workgroups. */
import type { MeanOverTimeShape } from './kernel.ts';

export const meanOverTimeCases: readonly MeanOverTimeShape[] = [
  { batch: 1, time: 1, width: 1 },
  { batch: 5, time: 1, width: 8 },
  { batch: 3, time: 7, width: 5 },
  { batch: 12, time: 64, width: 24 },
  { batch: 70, time: 3, width: 10 },
];
