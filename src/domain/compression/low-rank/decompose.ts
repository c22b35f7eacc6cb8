/**
 * Singular value decompositions by ml-matrix, in double precision. The only file that loads the package: the list of
 * methods does without it, so that the page does not fetch it and the worker does.
 */
import { Matrix as Dense, SingularValueDecomposition } from 'ml-matrix';
import type { Matrix } from '../contract.ts';
import type { Decomposition, LowRank } from './contract.ts';

/** @param weighting lower-triangular S, [columns, columns], or null for the identity. */
export function decompose({ rows, columns, values }: Matrix, weighting: Float64Array | null): Decomposition {
  const weighted = weighting === null ? Float64Array.from(values) : timesLower(values, weighting, rows, columns);
  const result = new SingularValueDecomposition(Dense.from1DArray(rows, columns, weighted), { autoTranspose: true });
  const right = Float64Array.from(result.rightSingularVectors.transpose().to1DArray());
  if (weighting !== null) divideByLower(right, weighting, columns);
  return {
    rows,
    columns,
    singularValues: Float64Array.from(result.diagonal),
    left: Float64Array.from(result.leftSingularVectors.to1DArray()),
    right,
  };
}

/** The first `rank` components; each factor takes the root of a singular value, which keeps both of like size. */
export function truncate({ rows, columns, singularValues, left, right }: Decomposition, rank: number): LowRank {
  const k = singularValues.length;
  const root = (component: number): number => Math.sqrt(singularValues[component] ?? NaN);
  return {
    rank,
    left: {
      rows,
      columns: rank,
      values: Float32Array.from({ length: rows * rank }, (_, i) => {
        const component = i % rank;
        return (left[Math.floor(i / rank) * k + component] ?? NaN) * root(component);
      }),
    },
    right: {
      rows: rank,
      columns,
      values: Float32Array.from(
        { length: rank * columns },
        (_, i) => (right[i] ?? NaN) * root(Math.floor(i / columns)),
      ),
    },
  };
}

/** left · right, [rows, columns]. */
export function product({ rank, left, right }: LowRank): Matrix {
  const { columns } = right;
  const values = Float32Array.from({ length: left.rows * columns }, (_, at) => {
    const row = Math.floor(at / columns);
    let sum = 0;
    for (let r = 0; r < rank; r++) {
      sum += (left.values[row * rank + r] ?? NaN) * (right.values[r * columns + (at % columns)] ?? NaN);
    }
    return sum;
  });
  return { rows: left.rows, columns, values };
}

function timesLower(values: Float32Array, lower: Float64Array, rows: number, n: number): Float64Array {
  const result = new Float64Array(rows * n);
  for (let row = 0; row < rows; row++) {
    for (let k = 0; k < n; k++) {
      const value = values[row * n + k] ?? NaN;
      for (let j = 0; j <= k; j++) result[row * n + j] = (result[row * n + j] ?? 0) + value * (lower[k * n + j] ?? NaN);
    }
  }
  return result;
}

/** Each row v of the matrix becomes the x with x S = v, from its last column back. */
function divideByLower(matrix: Float64Array, lower: Float64Array, n: number): void {
  for (let start = 0; start < matrix.length; start += n) {
    for (let j = n - 1; j >= 0; j--) {
      const x = (matrix[start + j] ?? NaN) / (lower[j * n + j] ?? NaN);
      matrix[start + j] = x;
      for (let i = 0; i < j; i++) matrix[start + i] = (matrix[start + i] ?? NaN) - x * (lower[j * n + i] ?? NaN);
    }
  }
}
