/** Matrix arithmetic by kernels of ours, which a recorded step repeats: a dispatch for each map, mean and product. */
import { mapSides, matrixMap, type MapInput } from '../../../shaders/matrix-map/kernel.ts';
import { matrixMean } from '../../../shaders/matrix-mean/kernel.ts';
import type { MatrixOps } from '../../domain/core/matrixOps.ts';
import type { KernelRunner } from './kernelRunner.ts';
import type { Products } from './products.ts';
import type { TfjsEncoder } from './tfjsEncoder.ts';
import type * as tf from '../tf.ts';

/** A tensor read as a matrix, or one number of it. */
export interface GpuMatrix extends MapInput {
  readonly tensor: tf.Tensor;
}

export const matrixOf = (tensor: tf.Tensor, rows: number, columns: number): GpuMatrix => ({ tensor, rows, columns });

export const numberOf = (tensor: tf.Tensor, index: number): GpuMatrix => ({
  tensor,
  rows: 1,
  columns: 1,
  element: { index, length: tensor.size },
});

/** Call inside `tf.tidy`. */
export function gpuMatrixOps(runner: KernelRunner, encoder: TfjsEncoder, products: Products): MatrixOps<GpuMatrix> {
  const allocated = (rows: number, columns: number): GpuMatrix =>
    matrixOf(encoder.allocate([rows, columns]), rows, columns);
  const mean = ({ tensor, rows, columns }: GpuMatrix, of: 'rows' | 'columns'): GpuMatrix => {
    const output = of === 'rows' ? allocated(rows, 1) : allocated(1, columns);
    runner.run(matrixMean, { rows, columns, of }, [tensor, output.tensor]);
    return output;
  };
  return {
    sides: ({ rows, columns }) => [rows, columns],
    map(inputs, formula) {
      const sides = mapSides(inputs);
      const output = allocated(sides.rows, sides.columns);
      runner.run(matrixMap(formula, inputs), sides, [...inputs.map(({ tensor }) => tensor), output.tensor]);
      return output;
    },
    rowMeans: (x) => mean(x, 'rows'),
    columnMeans: (x) => mean(x, 'columns'),
    product(layout, a, b) {
      const [rows, inner] = layout === 'TN' ? [a.columns, a.rows] : [a.rows, a.columns];
      const columns = layout === 'NT' ? b.rows : b.columns;
      const output = allocated(rows, columns);
      products.multiply(layout, { rows, columns, inner }, [a.tensor, b.tensor], {}, output.tensor);
      return output;
    },
  };
}
