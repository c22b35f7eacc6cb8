/** One number, fewer inputs than the stride, an uneven last round, outputs past the stride, everything into one. */
import type { SumShape } from './kernel.ts';

export const sumCases: readonly SumShape[] = [
  { inputs: 1, stride: 1, outputs: 1 },
  { inputs: 5, stride: 64, outputs: 64 },
  { inputs: 131, stride: 64, outputs: 64 },
  { inputs: 96, stride: 12, outputs: 20 },
  { inputs: 45, stride: 15, outputs: 33 },
  { inputs: 4096, stride: 1, outputs: 1 },
];
