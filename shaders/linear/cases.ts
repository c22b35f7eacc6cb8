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

/** For tiles in shared memory, which cost the adapter of the tests most: less than a tile, and more than one each way. */
export const sharedCases: readonly ProductShape[] = [
  { rows: 7, columns: 33, inner: 5 },
  { rows: 36, columns: 132, inner: 20 },
  { rows: 132, columns: 36, inner: 33 },
];
