/** Single elements, odd lengths on every side, tiles cut short in rows, columns or the sum, more columns than a workgroup. */
import type { ProductShape } from './kernel.ts';

export const productCases: readonly ProductShape[] = [
  { rows: 1, columns: 1, inner: 1 },
  { rows: 7, columns: 33, inner: 65 },
  { rows: 65, columns: 7, inner: 4 },
  { rows: 33, columns: 64, inner: 7 },
  { rows: 36, columns: 132, inner: 20 },
  { rows: 4, columns: 260, inner: 33 },
  { rows: 1, columns: 12, inner: 128 },
  { rows: 64, columns: 192, inner: 64 },
];

/** For each of many variants, which all have to be compiled: tiles cut short, and several, each way and in the sum. */
export const variantCases = [
  { rows: 36, columns: 132, inner: 20 },
  { rows: 133, columns: 35, inner: 33 },
] as const satisfies readonly ProductShape[];
