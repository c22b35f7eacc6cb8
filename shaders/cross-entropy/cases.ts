/** One row, two classes, vocabularies just past a slice, more rows than a workgroup. */
import type { CrossEntropyShape } from './kernel.ts';

export const crossEntropyCases: readonly CrossEntropyShape[] = [
  { rows: 1, vocabulary: 2 },
  { rows: 768, vocabulary: 65 },
  { rows: 33, vocabulary: 257 },
  { rows: 7, vocabulary: 4099 },
  { rows: 2049, vocabulary: 3 },
];
