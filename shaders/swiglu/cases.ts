/** Halves that are no multiple of four, that fill no workgroup, and that need several workgroups. */
import type { SwigluShape } from './kernel.ts';

export const swigluCases: readonly SwigluShape[] = [
  { rows: 1, width: 1 },
  { rows: 5, width: 7 },
  { rows: 3, width: 24 },
  { rows: 37, width: 176 },
];
