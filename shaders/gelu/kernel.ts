/** GELU, element by element; lengths are asked of the bound ranges. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import curve from './curve.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface GeluShape {
  readonly length: number;
}

const workgroupSize = 64;

const lengthOf = ({ length }: GeluShape): number => length;
const grid = ({ length }: GeluShape): Grid => linearGrid(length / itemWidth(length), workgroupSize);

const moduleOf =
  (source: string) =>
  ({ length }: GeluShape): string =>
    [itemType(itemWidth(length)), linearIndex, curve, source].join('\n');

export const geluForward: Kernel<GeluShape> = {
  id: 'gelu-forward',
  bindings: [floats('input', 'read', lengthOf), floats('output', 'read_write', lengthOf)],
  code: moduleOf(forward),
  grid,
};

export const geluBackward: Kernel<GeluShape> = {
  id: 'gelu-backward',
  bindings: [
    floats('input', 'read', lengthOf),
    floats('upstream', 'read', lengthOf),
    floats('gradient', 'read_write', lengthOf),
  ],
  code: moduleOf(backward),
  grid,
};
