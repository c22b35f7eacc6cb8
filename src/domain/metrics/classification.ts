/**
 * How well labels are told apart, from the counts of what was taken for what. F1 of a label that was neither there nor named is
 * left out of the mean, and counts 0 where it was only one of them, as in scikit-learn.
 */

/** Adds to [C·C] counts, rows being true labels and columns named ones. Targets of −1 do not count. */
export function countConfusions(
  confusion: Int32Array,
  targets: ArrayLike<number>,
  predictions: ArrayLike<number>,
): void {
  const labels = Math.sqrt(confusion.length);
  for (let i = 0; i < targets.length; i++) {
    const target = targets[i] ?? -1;
    if (target < 0) continue;
    const at = target * labels + (predictions[i] ?? Number.NaN);
    confusion[at] = (confusion[at] ?? 0) + 1;
  }
}

export interface LabelScores {
  /** Texts that have the label. */
  readonly support: number;
  readonly precision: number;
  readonly recall: number;
  /** Harmonic mean of the two; NaN where the label was neither there nor named. */
  readonly f1: number;
}

export interface ClassificationScores {
  readonly texts: number;
  readonly accuracy: number;
  /** Mean over the labels, each of which counts alike. */
  readonly macroF1: number;
  /** Accuracy of naming always the most frequent label. */
  readonly majority: number;
  readonly byLabel: readonly LabelScores[];
}

const ratio = (part: number, whole: number): number => (whole === 0 ? 0 : part / whole);

/** NaN where nothing was counted. */
export function classificationScores(confusion: ArrayLike<number>): ClassificationScores {
  const labels = Math.sqrt(confusion.length);
  const numbers = Array.from({ length: labels }, (_, label) => label);
  const at = (row: number, column: number): number => confusion[row * labels + column] ?? 0;
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const byLabel = numbers.map((label): LabelScores => {
    const support = sum(numbers.map((other) => at(label, other)));
    const named = sum(numbers.map((other) => at(other, label)));
    const right = at(label, label);
    return {
      support,
      precision: ratio(right, named),
      recall: ratio(right, support),
      f1: support + named === 0 ? Number.NaN : (2 * right) / (support + named),
    };
  });
  const texts = sum(byLabel.map(({ support }) => support));
  const scored = byLabel.flatMap(({ f1 }) => (Number.isNaN(f1) ? [] : [f1]));
  return {
    texts,
    accuracy: sum(numbers.map((label) => at(label, label))) / texts,
    macroF1: sum(scored) / scored.length,
    majority: Math.max(0, ...byLabel.map(({ support }) => support)) / texts,
    byLabel,
  };
}
