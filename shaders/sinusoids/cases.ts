/** One number, an odd width, widths that are a multiple of four, more than a workgroup. */
import type { SinusoidsShape } from './kernel.ts';

export const sinusoidsCases: readonly SinusoidsShape[] = [
  { rows: 1, time: 1, width: 1 },
  { rows: 6, time: 3, width: 7 },
  { rows: 40, time: 20, width: 12 },
];
