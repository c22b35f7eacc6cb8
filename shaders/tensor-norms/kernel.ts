/**
 * Joins the sums of squares that `optimizer-update` leaves into norms of every tensor: how large its gradient and its values
 * are, and by how much the step has moved them. One dispatch for the whole model.
 */
import { floats, type Kernel } from '../common/kernel.ts';
import { squaresPerRow } from '../optimizer-update/kernel.ts';
import source from './norms.wgsl?raw';

export interface TensorNormsShape {
  readonly tensors: number;
  /** Floats in all rows together, those between tensors included. */
  readonly squares: number;
}

/** One norm for each of the sums in a row, in their order. */
export const normsPerTensor = squaresPerRow;

/** `rows`: for each tensor its first row and the row after its last; a tensor without elements has none, and norms of 0. */
export const tensorNorms: Kernel<TensorNormsShape> = {
  id: 'tensor-norms',
  bindings: [
    floats('squares', 'read', ({ squares }) => squares),
    floats('rows', 'read', ({ tensors }) => 2 * tensors),
    floats('norms', 'read_write', ({ tensors }) => normsPerTensor * tensors),
  ],
  code: () => source,
  grid: ({ tensors }) => [tensors, 1, 1],
};
