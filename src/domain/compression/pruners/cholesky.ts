/** Triangular factors of symmetric positive definite matrices, in double precision, row-major [n, n]. */

/** Lower-triangular L with A = L Lᵀ; null where A is not positive definite, or so little that rounding decides. */
export function cholesky(matrix: Float64Array, n: number): Float64Array | null {
  const noise = n * Number.EPSILON;
  const lower = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      const entry = matrix[i * n + j] ?? NaN;
      let sum = entry;
      for (let k = 0; k < j; k++) sum -= (lower[i * n + k] ?? NaN) * (lower[j * n + k] ?? NaN);
      if (i > j) lower[i * n + j] = sum / (lower[j * n + j] ?? NaN);
      else if (sum > noise * entry) lower[i * n + i] = Math.sqrt(sum);
      else return null;
    }
  }
  return lower;
}

/** L⁻¹ of a lower-triangular L, column by column by forward substitution. */
export function invertLower(lower: Float64Array, n: number): Float64Array {
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    const diagonal = lower[i * n + i] ?? NaN;
    for (let k = 0; k < i; k++) {
      const factor = lower[i * n + k] ?? NaN;
      for (let j = 0; j <= k; j++) inverse[i * n + j] = (inverse[i * n + j] ?? 0) - factor * (inverse[k * n + j] ?? 0);
    }
    for (let j = 0; j < i; j++) inverse[i * n + j] = (inverse[i * n + j] ?? 0) / diagonal;
    inverse[i * n + i] = 1 / diagonal;
  }
  return inverse;
}

/**
 * Upper-triangular U with A⁻¹ = Uᵀ U, the factor that second-order pruning and quantisation walk along; null where A is
 * not positive definite. Factorising A from its last row upwards, A = R Rᵀ with R upper, gives U = R⁻¹ without ever
 * forming A⁻¹.
 */
export function inverseUpper(matrix: Float64Array, n: number): Float64Array | null {
  // Reversing the order of rows and columns is reversing the array.
  const lower = cholesky(matrix.toReversed(), n);
  return lower === null ? null : invertLower(lower, n).toReversed();
}
