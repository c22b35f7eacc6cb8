/** No round, one, and several over more than one workgroup. */
import type { PeakShape } from './kernel.ts';

export const peakCases: readonly PeakShape[] = [
  { workgroups: 1, rounds: 0 },
  { workgroups: 1, rounds: 1 },
  { workgroups: 3, rounds: 20 },
];
