/** One row, two classes, vocabularies just past a slice, more rows than a workgroup; smoothed, also where slices differ in length. */
import type { CrossEntropyShape } from './kernel.ts';

export const crossEntropyCases: readonly CrossEntropyShape[] = [
  { rows: 1, vocabulary: 2, smooths: false },
  { rows: 768, vocabulary: 65, smooths: false },
  { rows: 33, vocabulary: 257, smooths: false },
  { rows: 7, vocabulary: 4099, smooths: false },
  { rows: 2049, vocabulary: 3, smooths: false },
  { rows: 1, vocabulary: 2, smooths: true },
  { rows: 129, vocabulary: 67, smooths: true },
  { rows: 7, vocabulary: 4099, smooths: true },
];
