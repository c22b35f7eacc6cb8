/**
 * Lengths of the tensors of a model, those with weight decay and those without: single elements, ends just before and after
 * a row, more rows than a workgroup has invocations, one of the two kinds missing, many tensors.
 */
export interface NormsCase {
  readonly decaying: readonly number[];
  readonly plain: readonly number[];
}

export const tensorNormsCases: readonly NormsCase[] = [
  { decaying: [1], plain: [] },
  { decaying: [], plain: [63, 64, 65] },
  { decaying: [4097, 1, 128], plain: [1, 3, 200] },
  { decaying: [70001, 64], plain: [130] },
  { decaying: Array.from({ length: 90 }, (_, i) => 1 + ((37 * i) % 150)), plain: [2] },
];
