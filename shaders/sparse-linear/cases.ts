/** A single four; rows that are whole words of places, or end within one; more rows than a workgroup owns. */
import type { SparseShape } from './kernel.ts';

export const sparseCases: readonly SparseShape[] = [
  { rows: 1, inputs: 4, outputs: 1 },
  { rows: 1, inputs: 36, outputs: 7 },
  { rows: 1, inputs: 32, outputs: 65 },
  { rows: 1, inputs: 160, outputs: 300 },
];

/** Each is compiled. */
export const sparseProductCases: readonly SparseShape[] = [
  { rows: 7, inputs: 36, outputs: 65 },
  { rows: 300, inputs: 64, outputs: 6 },
];
