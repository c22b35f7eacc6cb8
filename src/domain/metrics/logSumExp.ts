/** ln Σ eˣ without overflow: what is taken off a logit to make it the logarithm of a probability. */
export function logSumExp(values: Float32Array): number {
  let largest = -Infinity;
  for (const value of values) largest = Math.max(largest, value);
  let sum = 0;
  for (const value of values) sum += Math.exp(value - largest);
  return largest + Math.log(sum);
}
