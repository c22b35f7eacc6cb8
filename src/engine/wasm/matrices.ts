/** Matrix products of tensors on the heap, in every layout. */
import type * as tf from '../tf.ts';
import type { HeapBackend } from './backend.ts';
import type { Crew } from './crew.ts';
import { columnGranule } from './module.ts';

/** A matrix somewhere in the heap, read by rows or, transposed, by columns. Strides in elements. */
export interface Operand {
  readonly address: number;
  readonly rowStride: number;
  readonly columnStride: number;
}

/** C [m, n] = A [m, k] · B [k, n]. */
export interface ProductRequest {
  readonly a: Operand;
  readonly b: Operand;
  readonly out: number;
  readonly m: number;
  readonly k: number;
  readonly n: number;
  /** Address of n numbers that are added to each row; 0 for none. */
  readonly bias?: number;
}

const bytes = 4;
const stripRows = 4;
const panelColumns = 8;

export const rowMajor = (address: number, columns: number): Operand => ({
  address,
  rowStride: columns,
  columnStride: 1,
});
export const transposed = (address: number, columns: number): Operand => ({
  address,
  rowStride: 1,
  columnStride: columns,
});

export function multiply(crew: Crew, scratchBytes: number, { a, b, out, m, k, n, bias = 0 }: ProductRequest): void {
  const strided = ({ address, rowStride, columnStride }: Operand): readonly number[] => [
    address,
    bytes * rowStride,
    bytes * columnStride,
  ];
  const byRows = n < m;
  crew.run({
    kernel: 'product',
    args: [...strided(a), ...strided(b), out, bytes * n, m, k, n, bias, 0, byRows ? 1 : 0],
    units: byRows ? Math.ceil(m / stripRows) : Math.ceil(n / panelColumns),
    operations: 2 * m * k * n,
    scratchBytes,
  });
}

export interface Matrices {
  /** a [M, K] · b [K, N] (+ bias [N]) */
  product(a: tf.Tensor, b: tf.Tensor, bias?: tf.Tensor | null): tf.Tensor;
  /** aᵀ · b for a [K, M], b [K, N] */
  leftTransposed(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  /** a · bᵀ for a [M, K], b [N, K] */
  rightTransposed(a: tf.Tensor, b: tf.Tensor): tf.Tensor;
  /** Σ over rows of [M, N] */
  columnSums(x: tf.Tensor): tf.Tensor;
}

export function createMatrices(backend: HeapBackend, crew: Crew, scratchBytes: number): Matrices {
  const shapeOf = ({ shape: [rows = 0, columns = 0] }: tf.Tensor): readonly [number, number] => [rows, columns];
  const result = (m: number, n: number, request: Omit<ProductRequest, 'out' | 'm' | 'n'>): tf.Tensor => {
    const out = backend.allocate([m, n]);
    multiply(crew, scratchBytes, { ...request, out: backend.addressOf(out), m, n });
    return out;
  };
  return {
    product(a, b, bias = null) {
      const [m, k] = shapeOf(a);
      const [, n] = shapeOf(b);
      return result(m, n, {
        a: rowMajor(backend.addressOf(a), k),
        b: rowMajor(backend.addressOf(b), n),
        k,
        bias: bias ? backend.addressOf(bias) : 0,
      });
    },
    leftTransposed(a, b) {
      const [k, m] = shapeOf(a);
      const [, n] = shapeOf(b);
      return result(m, n, { a: transposed(backend.addressOf(a), m), b: rowMajor(backend.addressOf(b), n), k });
    },
    rightTransposed(a, b) {
      const [m, k] = shapeOf(a);
      const [n] = shapeOf(b);
      return result(m, n, { a: rowMajor(backend.addressOf(a), k), b: transposed(backend.addressOf(b), k), k });
    },
    columnSums(x) {
      const [rows, columns] = shapeOf(x);
      const out = backend.allocate([columns]);
      crew.run({
        kernel: 'columnSums',
        args: [backend.addressOf(x), backend.addressOf(out), rows, columns],
        units: Math.ceil(columns / columnGranule),
        operations: rows * columns,
      });
      return out;
    },
  };
}
