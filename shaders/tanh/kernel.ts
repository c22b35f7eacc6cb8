/** tanh, element by element; the gradient is taken from the output, so that the input need not be kept. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface TanhShape {
  readonly length: number;
}

const workgroupSize = 64;

const lengthOf = ({ length }: TanhShape): number => length;
const grid = ({ length }: TanhShape): Grid => linearGrid(length / itemWidth(length), workgroupSize);

const moduleOf =
  (source: string) =>
  ({ length }: TanhShape): string =>
    [itemType(itemWidth(length)), linearIndex, source].join('\n');

export const tanhForward: Kernel<TanhShape> = {
  id: 'tanh-forward',
  bindings: [floats('input', 'read', lengthOf), floats('output', 'read_write', lengthOf)],
  code: moduleOf(forward),
  grid,
};

export const tanhBackward: Kernel<TanhShape> = {
  id: 'tanh-backward',
  bindings: [
    floats('output', 'read', lengthOf),
    floats('upstream', 'read', lengthOf),
    floats('gradient', 'read_write', lengthOf),
  ],
  code: moduleOf(backward),
  grid,
};
