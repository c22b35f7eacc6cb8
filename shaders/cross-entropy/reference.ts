/** Softmax cross-entropy as plain loops in double precision. */
type Numbers = ArrayLike<number>;

/** Loss of every row in nats; 0 where the target is negative. */
export function crossEntropyReference(logits: Numbers, targets: Numbers, vocabulary: number): Float64Array {
  return Float64Array.from(targets, (target, row) => {
    if (target < 0) return 0;
    const { peak, total } = sumOfExponentials(logits, row, vocabulary);
    return peak + Math.log(total) - (logits[row * vocabulary + target] ?? NaN);
  });
}

export function crossEntropyGradientReference(
  logits: Numbers,
  targets: Numbers,
  vocabulary: number,
  scale: number,
): Float64Array {
  const gradient = new Float64Array(targets.length * vocabulary);
  Array.from(targets).forEach((target, row) => {
    if (target < 0) return;
    const { peak, total } = sumOfExponentials(logits, row, vocabulary);
    for (let v = 0; v < vocabulary; v++) {
      const probability = Math.exp((logits[row * vocabulary + v] ?? NaN) - peak) / total;
      gradient[row * vocabulary + v] = (probability - (v === target ? 1 : 0)) * scale;
    }
  });
  return gradient;
}

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
