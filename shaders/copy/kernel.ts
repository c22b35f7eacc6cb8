/** A tensor written to two places at once: the gradient of two biases that are added to each other. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import source from './copyTwice.wgsl?raw';

export interface CopyShape {
  readonly length: number;
}

const workgroupSize = 64;
const length = (shape: CopyShape): number => shape.length;

export const copyTwice: Kernel<CopyShape> = {
  id: 'copy-twice',
  bindings: [
    floats('input', 'read', length),
    floats('first', 'read_write', length),
    floats('second', 'read_write', length),
  ],
  code: (shape) => [itemType(itemWidth(shape.length)), linearIndex, source].join('\n'),
  grid: (shape) => linearGrid(shape.length / itemWidth(shape.length), workgroupSize),
};
