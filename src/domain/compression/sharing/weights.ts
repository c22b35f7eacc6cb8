/** From a codebook to weights, and from the gradients of weights to those of the codebook. */
import type { Codebook } from './contract.ts';

export const weightsOf = ({ centroids, indices }: Codebook): Float32Array =>
  Float32Array.from(indices, (index) => centroids[index] ?? NaN);

/**
 * ∂L/∂c, [entries]: the sum over the weights that share the value (Han, Mao & Dally 2016, equation 3).
 * @param gradients ∂L/∂w, one per weight.
 */
export function centroidGradients(gradients: Float32Array, { centroids, indices }: Codebook): Float64Array {
  const sums = new Float64Array(centroids.length);
  for (const [i, index] of indices.entries()) sums[index] = (sums[index] ?? 0) + (gradients[i] ?? NaN);
  return sums;
}
