/** One row of small heads, odd heads that are shared, heads wider than a workgroup, more rows than shares. */
import type { HeadNormShape } from './kernel.ts';

export const headNormCases: readonly HeadNormShape[] = [
  { rows: 1, heads: 1, keyValueHeads: 1, headWidth: 2, epsilon: 1e-5 },
  { rows: 7, heads: 6, keyValueHeads: 2, headWidth: 5, epsilon: 1e-5 },
  { rows: 70, heads: 3, keyValueHeads: 1, headWidth: 12, epsilon: 1e-3 },
  { rows: 35, heads: 1, keyValueHeads: 1, headWidth: 96, epsilon: 1e-5 },
];
