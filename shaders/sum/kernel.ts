/**
 * Strided sums: column sums where the stride is a row's length, and one step of a reduction where it is a number of
 * partial sums. Two steps, to `partialSums` and then to 1, sum up everything.
 */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import source from './sum.wgsl?raw';

export interface SumShape {
  readonly inputs: number;
  readonly stride: number;
  /** At least `stride`; what is beyond it becomes zero. */
  readonly outputs: number;
}

/** Enough invocations to keep a device busy with a few thousand numbers, few enough to join in one. */
export const partialSums = 64;

const workgroupSize = 64;
const width = ({ inputs, stride, outputs }: SumShape): 1 | 4 => itemWidth(inputs, stride, outputs);

export const stridedSum: Kernel<SumShape> = {
  id: 'strided-sum',
  bindings: [floats('input', 'read', ({ inputs }) => inputs), floats('output', 'read_write', ({ outputs }) => outputs)],
  code: (shape) =>
    [constants({ STRIDE: shape.stride / width(shape) }), itemType(width(shape)), linearIndex, source].join('\n'),
  grid: (shape) => linearGrid(shape.outputs / width(shape), workgroupSize),
};
