/** Element by element: weights by what reaches them, for scores of movement. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import source from './multiply.wgsl?raw';

export interface MultiplyShape {
  readonly length: number;
}

const workgroupSize = 64;
const lengthOf = ({ length }: MultiplyShape): number => length;

export const multiply: Kernel<MultiplyShape> = {
  id: 'multiply',
  bindings: [floats('a', 'read', lengthOf), floats('b', 'read', lengthOf), floats('output', 'read_write', lengthOf)],
  code: ({ length }) => [itemType(itemWidth(length)), linearIndex, source].join('\n'),
  grid: ({ length }) => linearGrid(length / itemWidth(length), workgroupSize),
};
