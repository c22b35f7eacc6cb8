/** Softmax cross-entropy as plain loops in double precision. */
type Numbers = ArrayLike<number>;

export interface CrossEntropyReferenceOptions {
  /** Part of each target that is spread over all classes. */
  readonly smoothing?: number;
  /** Of the rows; without them each weighs 1. */
  readonly weights?: Numbers;
}

/** Loss of every row in nats; 0 where the target is negative. */
export function crossEntropyReference(
  logits: Numbers,
  targets: Numbers,
  vocabulary: number,
  { smoothing = 0, weights }: CrossEntropyReferenceOptions = {},
): Float64Array {
  return Float64Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const { peak, total } = sumOfExponentials(logits, row, vocabulary);
    const surprise = (v: number): number => peak + Math.log(total) - (logits[row * vocabulary + v] ?? NaN);
    let mean = 0;
    for (let v = 0; v < vocabulary; v++) mean += surprise(v) / vocabulary;
    return weightOf(weights, row) * ((1 - smoothing) * surprise(target) + smoothing * mean);
  });
}

export function crossEntropyGradientReference(
  logits: Numbers,
  targets: Numbers,
  vocabulary: number,
  scale: number,
  { smoothing = 0, weights }: CrossEntropyReferenceOptions = {},
): Float64Array {
  const gradient = new Float64Array(targets.length * vocabulary);
  Array.from(targets).forEach((target, row) => {
    if (target < 0) return;
    const { peak, total } = sumOfExponentials(logits, row, vocabulary);
    for (let v = 0; v < vocabulary; v++) {
      const probability = Math.exp((logits[row * vocabulary + v] ?? NaN) - peak) / total;
      const expected = (1 - smoothing) * (v === target ? 1 : 0) + smoothing / vocabulary;
      gradient[row * vocabulary + v] = (probability - expected) * scale * weightOf(weights, row);
    }
  });
  return gradient;
}

const weightOf = (weights: Numbers | undefined, row: number): number => (weights ? (weights[row] ?? NaN) : 1);

function sumOfExponentials(
  logits: Numbers,
  row: number,
  vocabulary: number,
): { readonly peak: number; readonly total: number } {
  let peak = -Infinity;
  for (let v = 0; v < vocabulary; v++) peak = Math.max(peak, logits[row * vocabulary + v] ?? NaN);
  let total = 0;
  for (let v = 0; v < vocabulary; v++) total += Math.exp((logits[row * vocabulary + v] ?? NaN) - peak);
  return { peak, total };
}
