/** Weights, or their gradient, where a mask is 1, and zeros where it is 0. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import source from './mask.wgsl?raw';

export interface MaskShape {
  readonly length: number;
}

const workgroupSize = 64;
const lengthOf = ({ length }: MaskShape): number => length;

export const maskWeights: Kernel<MaskShape> = {
  id: 'mask-weights',
  bindings: [
    floats('input', 'read', lengthOf),
    floats('mask', 'read', lengthOf),
    floats('output', 'read_write', lengthOf),
  ],
  code: ({ length }) => [itemType(itemWidth(length)), linearIndex, source].join('\n'),
  grid: ({ length }) => linearGrid(length / itemWidth(length), workgroupSize),
};
