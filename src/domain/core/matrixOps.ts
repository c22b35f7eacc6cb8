/**
 * Arithmetic on whole matrices, for update rules that are no functions of single elements: products, means over rows and
 * columns, and maps of elements, which are written against `Ops<T>` like everything elementwise. A vector is a matrix of
 * one row, a number one of one element.
 */
import { numberOps, type Ops } from './ops.ts';

/** The letters say which factor is taken transposed: a·b, a·bᵀ, aᵀ·b. */
export type ProductLayout = 'NN' | 'NT' | 'TN';

/** An elementwise formula of as many values as matrices go into it. */
export type MapFormula = <E>(ops: Ops<E>, values: readonly E[]) => E;

export interface MatrixOps<T> {
  /** [rows, columns] */
  sides(x: T): readonly [number, number];
  /** Element by element; what has one row or one column is repeated along the other side. One pass on a GPU. */
  map(inputs: readonly T[], formula: MapFormula): T;
  /** [rows, 1] */
  rowMeans(x: T): T;
  /** [1, columns] */
  columnMeans(x: T): T;
  product(layout: ProductLayout, a: T, b: T): T;
}

/** Row-major. */
export interface PlainMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly data: Float64Array;
}

/** Numbers of one row, or of a matrix. */
export function plainMatrix(data: ArrayLike<number>, rows = 1): PlainMatrix {
  return { rows, columns: data.length / rows, data: Float64Array.from(data) };
}

/** Plain loops, for tests and demonstrations. @param numbers the arithmetic, by which every result is rounded or not */
export function plainMatrixOps(numbers: Ops<number> = numberOps): MatrixOps<PlainMatrix> {
  const sum = (count: number, value: (k: number) => number): number => {
    let total = 0;
    for (let k = 0; k < count; k++) total = numbers.add(total, value(k));
    return total;
  };
  const mean = (count: number, value: (k: number) => number): number => numbers.div(sum(count, value), count);
  return {
    sides: ({ rows, columns }) => [rows, columns],
    map(inputs, formula) {
      const rows = Math.max(...inputs.map((input) => input.rows));
      const columns = Math.max(...inputs.map((input) => input.columns));
      return built(rows, columns, (i, j) =>
        formula(
          numbers,
          inputs.map((input) => at(input, input.rows === 1 ? 0 : i, input.columns === 1 ? 0 : j)),
        ),
      );
    },
    rowMeans: (x) => built(x.rows, 1, (i) => mean(x.columns, (j) => at(x, i, j))),
    columnMeans: (x) => built(1, x.columns, (_i, j) => mean(x.rows, (i) => at(x, i, j))),
    product(layout, a, b) {
      const left = layout === 'TN' ? turned(a) : a;
      const right = layout === 'NT' ? turned(b) : b;
      return built(left.rows, right.columns, (i, j) =>
        sum(left.columns, (k) => numbers.mul(at(left, i, k), at(right, k, j))),
      );
    },
  };
}

const at = ({ columns, data }: PlainMatrix, i: number, j: number): number => data[i * columns + j] ?? NaN;

const turned = (x: PlainMatrix): PlainMatrix => built(x.columns, x.rows, (i, j) => at(x, j, i));

function built(rows: number, columns: number, value: (i: number, j: number) => number): PlainMatrix {
  const data = new Float64Array(rows * columns);
  for (let i = 0; i < rows; i++) for (let j = 0; j < columns; j++) data[i * columns + j] = value(i, j);
  return { rows, columns, data };
}

/** A value that a formula is sure to be called with, one for each matrix. */
export function given<E>(value: E | undefined): E {
  if (value === undefined) throw new Error('matrix map: a value is missing');
  return value;
}
