/** The triangular factor of a symmetric positive definite matrix, in double precision, row-major [n, n]. */

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
