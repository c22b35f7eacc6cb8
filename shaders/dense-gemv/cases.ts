/** A single element, rows that are no multiple of four long or of four in number, more than a workgroup's reach. */
import type { GemvShape } from './kernel.ts';

export const gemvCases: readonly GemvShape[] = [
  { inputs: 1, outputs: 1 },
  { inputs: 33, outputs: 7 },
  { inputs: 4, outputs: 65 },
  { inputs: 260, outputs: 300 },
];
