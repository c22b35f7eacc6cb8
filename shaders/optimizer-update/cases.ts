/** One element, just under and over a block, whole vectors, many workgroups with a ragged end. */
import type { UpdateShape } from './kernel.ts';

export const updateCases: readonly UpdateShape[] = [
  { length: 1 },
  { length: 63 },
  { length: 65 },
  { length: 4 },
  { length: 5056 },
  { length: 70001 },
];
