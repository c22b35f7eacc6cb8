/** Shapes that break careless kernels: one token, tiles cut short, heads that are no multiple of four or no power of two. */
import type { AttentionShape } from './kernel.ts';

export const attentionCases: readonly AttentionShape[] = [
  { batch: 1, time: 1, heads: 1, headWidth: 4 },
  { batch: 2, time: 41, heads: 3, headWidth: 5 },
  { batch: 3, time: 17, heads: 2, headWidth: 12 },
  { batch: 2, time: 64, heads: 3, headWidth: 32 },
  { batch: 1, time: 33, heads: 1, headWidth: 65 },
  { batch: 1, time: 130, heads: 1, headWidth: 128 },
];
