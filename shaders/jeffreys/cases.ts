/** One row, two classes, more rows than a workgroup, a large vocabulary. */
import type { JeffreysShape } from './kernel.ts';

export const jeffreysCases: readonly JeffreysShape[] = [
  { rows: 1, vocabulary: 2 },
  { rows: 70, vocabulary: 81 },
  { rows: 7, vocabulary: 4099 },
  { rows: 2049, vocabulary: 3 },
];
