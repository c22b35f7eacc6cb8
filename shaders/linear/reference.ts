/** Matrix products as plain loops in double precision. */
import type { Layout, ProductShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

export function productReference(a: Numbers, b: Numbers, layout: Layout, shape: ProductShape): Float64Array {
  const { rows, columns } = shape;
  const result = new Float64Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[row * columns + column] = productElement(a, b, layout, shape, row, column);
    }
  }
  return result;
}

export function productElement(
  a: Numbers,
  b: Numbers,
  layout: Layout,
  { rows, columns, inner }: ProductShape,
  row: number,
  column: number,
): number {
  let sum = 0;
  for (let k = 0; k < inner; k++) {
    const left = a[layout === 'TN' ? k * rows + row : row * inner + k] ?? NaN;
    const right = b[layout === 'NT' ? column * inner + k : k * columns + column] ?? NaN;
    sum += left * right;
  }
  return sum;
}

/** Sums over the rows of a matrix with that many columns. */
export function columnSumsReference(matrix: Numbers, columns: number): Float64Array {
  const sums = new Float64Array(columns);
  for (let i = 0; i < matrix.length; i++) sums[i % columns] = (sums[i % columns] ?? NaN) + (matrix[i] ?? NaN);
  return sums;
}
