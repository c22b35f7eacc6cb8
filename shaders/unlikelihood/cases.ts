/** One row, two classes, sequences longer than the vocabulary, more rows than a workgroup, a large vocabulary. */
import type { UnlikelihoodShape } from './kernel.ts';

export const unlikelihoodCases: readonly UnlikelihoodShape[] = [
  { rows: 1, time: 1, vocabulary: 2 },
  { rows: 70, time: 14, vocabulary: 5 },
  { rows: 12, time: 4, vocabulary: 4099 },
  { rows: 2049, time: 3, vocabulary: 9 },
];
