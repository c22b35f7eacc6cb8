/** One row, two classes, vocabularies just past a slice, more rows than a workgroup; smoothed and shaped, also where slices differ in length. */
import type { CrossEntropyShape } from './kernel.ts';
import type { CrossEntropyAmounts } from './reference.ts';

export const crossEntropyCases: readonly CrossEntropyShape[] = [
  { rows: 1, vocabulary: 2, smooths: false },
  { rows: 768, vocabulary: 65, smooths: false },
  { rows: 33, vocabulary: 257, smooths: false },
  { rows: 7, vocabulary: 4099, smooths: false },
  { rows: 2049, vocabulary: 3, smooths: false },
  { rows: 1, vocabulary: 2, smooths: true },
  { rows: 129, vocabulary: 67, smooths: true },
  { rows: 7, vocabulary: 4099, smooths: true },
  { rows: 33, vocabulary: 257, smooths: false, focuses: true },
  { rows: 1, vocabulary: 2, smooths: false, normalises: true },
  { rows: 7, vocabulary: 4099, smooths: false, penalises: true },
  { rows: 129, vocabulary: 67, smooths: true, focuses: true },
  { rows: 5, vocabulary: 131, smooths: true, penalises: true },
  { rows: 67, vocabulary: 4099, smooths: true, focuses: true, normalises: true, penalises: true },
];

/** Amounts of the parts that are there. */
export const amountsOf = ({ smooths, focuses, normalises, penalises }: CrossEntropyShape): CrossEntropyAmounts => ({
  smoothing: smooths ? Math.fround(0.1) : 0,
  focus: focuses ? 1.5 : 0,
  normaliser: normalises ? 0.03125 : 0,
  confidence: penalises ? 0.25 : 0,
});
