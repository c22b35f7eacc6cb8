/** Softmax cross-entropy, and the losses that its kernels shape from it, as plain loops in double precision. */
type Numbers = ArrayLike<number>;

/** How much of each part: label smoothing, focal power, squared log-sum-exp, entropy taken off. */
export interface CrossEntropyAmounts {
  readonly smoothing: number;
  readonly focus: number;
  readonly normaliser: number;
  readonly confidence: number;
}

export interface CrossEntropyReferenceOptions extends Partial<CrossEntropyAmounts> {
  /** Of the rows; without them each weighs 1. */
  readonly weights?: Numbers;
}

/** Loss of every row in nats; 0 where the target is negative. */
export function crossEntropyReference(
  logits: Numbers,
  targets: Numbers,
  vocabulary: number,
  { smoothing = 0, focus = 0, normaliser = 0, confidence = 0, weights }: CrossEntropyReferenceOptions = {},
): Float64Array {
  return Float64Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const { peak, total } = sumOfExponentials(logits, row, vocabulary);
    const surprise = (v: number): number => peak + Math.log(total) - (logits[row * vocabulary + v] ?? NaN);
    let mean = 0;
    let entropy = 0;
    for (let v = 0; v < vocabulary; v++) {
      mean += surprise(v) / vocabulary;
      entropy += Math.exp(-surprise(v)) * surprise(v);
    }
    const focal = (-Math.expm1(-surprise(target))) ** focus * surprise(target);
    const square = (peak + Math.log(total)) ** 2;
    const loss = (1 - smoothing) * focal + smoothing * mean + normaliser * square - confidence * entropy;
    return weightOf(weights, row) * loss;
  });
}

export function crossEntropyGradientReference(
  logits: Numbers,
  targets: Numbers,
  vocabulary: number,
  scale: number,
  { smoothing = 0, focus = 0, normaliser = 0, confidence = 0, weights }: CrossEntropyReferenceOptions = {},
): Float64Array {
  const gradient = new Float64Array(targets.length * vocabulary);
  Array.from(targets).forEach((target, row) => {
    if (target < 0) return;
    const { peak, total } = sumOfExponentials(logits, row, vocabulary);
    const logNormaliser = peak + Math.log(total);
    const logOf = (v: number): number => (logits[row * vocabulary + v] ?? NaN) - peak - Math.log(total);
    let entropy = 0;
    for (let v = 0; v < vocabulary; v++) entropy -= Math.exp(logOf(v)) * logOf(v);
    const missing = -Math.expm1(logOf(target));
    const slope = missing > 0 ? focus * Math.exp(logOf(target)) * (-logOf(target) / missing) : 0;
    const focal = missing ** focus * (1 + slope);
    for (let v = 0; v < vocabulary; v++) {
      const probability = Math.exp(logOf(v));
      const ofTarget = (1 - smoothing) * focal * (probability - (v === target ? 1 : 0));
      const ofAll = smoothing * (probability - 1 / vocabulary);
      const ofNormaliser = 2 * normaliser * logNormaliser * probability;
      const ofEntropy = confidence * probability * (logOf(v) + entropy);
      const sum = ofTarget + ofAll + ofNormaliser + ofEntropy;
      gradient[row * vocabulary + v] = sum * scale * weightOf(weights, row);
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
