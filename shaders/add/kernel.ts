/** Element-wise sum of tensors of one shape, or of a matrix and a block of rows that repeats down it. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import source from './add.wgsl?raw';
import accumulateSource from './accumulate.wgsl?raw';

export interface AddShape {
  readonly length: number;
  /** Length of the second tensor; divides `length`. */
  readonly period: number;
}

const workgroupSize = 64;
const width = ({ length, period }: AddShape): 1 | 4 => itemWidth(length, period);

export const add: Kernel<AddShape> = {
  id: 'add',
  bindings: [
    floats('a', 'read', ({ length }) => length),
    floats('b', 'read', ({ period }) => period),
    floats('output', 'read_write', ({ length }) => length),
  ],
  code: (shape) => [itemType(width(shape)), linearIndex, source].join('\n'),
  grid: (shape) => linearGrid(shape.length / width(shape), workgroupSize),
};

/** sums += more */
export const accumulate: Kernel<{ readonly length: number }> = {
  id: 'accumulate',
  bindings: [floats('more', 'read', ({ length }) => length), floats('sums', 'read_write', ({ length }) => length)],
  code: ({ length }) => [itemType(itemWidth(length)), linearIndex, accumulateSource].join('\n'),
  grid: ({ length }) => linearGrid(length / itemWidth(length), workgroupSize),
};
