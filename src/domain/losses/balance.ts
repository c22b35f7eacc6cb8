/** Weights of tokens by how rare they are. */

/**
 * count^−power, scaled so that their mean over the counted tokens is 1; what was never seen weighs as if seen once.
 * At power 1 and without unseen tokens, these are `class_weight='balanced'` of scikit-learn.
 * @param counts of each id of the vocabulary
 */
export function balancedWeights(counts: ArrayLike<number>, power: number): Float32Array {
  const weights = Float64Array.from(counts, (count) => Math.max(1, count) ** -power);
  let total = 0;
  let weighted = 0;
  weights.forEach((weight, id) => {
    const count = counts[id] ?? 0;
    total += count;
    weighted += count * weight;
  });
  return Float32Array.from(weights, (weight) => (weight * total) / weighted);
}
