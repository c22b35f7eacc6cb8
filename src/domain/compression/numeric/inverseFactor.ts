/**
 * The upper triangular U with UᵀU = H⁻¹, which GPTQ and SparseGPT read their updates from. Row i of U, divided by its
 * diagonal, is what a unit error of input i does best to the inputs after it when those before it are fixed. Instead of
 * inverting H and factoring the inverse, H is factored from its last row upwards, H = R Rᵀ with R upper triangular, and
 * U = R⁻¹: half the work, and no inverse to lose digits in.
 */
import { TrimtabError } from '../../core/errors.ts';
import type { Pass } from '../contract.ts';

/**
 * @param matrix symmetric and positive definite, row-major [size, size]; overwritten.
 * @returns U, row-major, zeros below the diagonal.
 * @throws TrimtabError `non-finite` where a pivot is not positive, or so small that rounding decides, that is, where the
 * matrix is not what it should be.
 */
export function* inverseFactor(matrix: Float64Array, size: number): Pass<Float64Array> {
  yield* factorUpwards(matrix, size);
  return yield* invertUpper(matrix, size);
}

/** R in place of the upper half. Row i of R up to column j needs only rows below it and its own later columns. */
function* factorUpwards(matrix: Float64Array, size: number): Pass<void> {
  for (let j = size - 1; j >= 0; j--) {
    const rowJ = matrix.subarray(j * size, (j + 1) * size);
    const entry = rowJ[j] ?? 0;
    let square = entry;
    for (let k = j + 1; k < size; k++) square -= (rowJ[k] ?? 0) ** 2;
    const pivot = Math.sqrt(square);
    if (!(square > size * Number.EPSILON * entry) || pivot === Infinity) {
      throw new TrimtabError('non-finite', { what: 'calibration' });
    }
    rowJ[j] = pivot;
    for (let i = 0; i < j; i++) {
      const rowI = matrix.subarray(i * size, (i + 1) * size);
      let sum = rowI[j] ?? 0;
      for (let k = j + 1; k < size; k++) sum -= (rowI[k] ?? 0) * (rowJ[k] ?? 0);
      rowI[j] = sum / pivot;
    }
    yield (0.5 * (size - j)) / size;
  }
}

/** Row i of R⁻¹ from the rows below it. */
function* invertUpper(upper: Float64Array, size: number): Pass<Float64Array> {
  const inverse = new Float64Array(size * size);
  for (let i = size - 1; i >= 0; i--) {
    const row = inverse.subarray(i * size, (i + 1) * size);
    row[i] = 1;
    for (let k = i + 1; k < size; k++) {
      const factor = upper[i * size + k] ?? 0;
      if (factor === 0) continue;
      for (let j = k; j < size; j++) row[j] = (row[j] ?? 0) - factor * (inverse[k * size + j] ?? 0);
    }
    const pivot = upper[i * size + i] ?? 0;
    for (let j = i; j < size; j++) row[j] = (row[j] ?? 0) / pivot;
    yield 0.5 + (0.5 * (size - i)) / size;
  }
  return inverse;
}
