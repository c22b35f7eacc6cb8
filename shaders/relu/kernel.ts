/** max(x, 0), or its square, element by element; lengths are asked of the bound ranges. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import curve from './curve.wgsl?raw';
import forward from './forward.wgsl?raw';
import squareCurve from './squareCurve.wgsl?raw';

export interface ReluShape {
  readonly length: number;
  readonly power: 1 | 2;
}

const workgroupSize = 64;

const lengthOf = ({ length }: ReluShape): number => length;
const grid = ({ length }: ReluShape): Grid => linearGrid(length / itemWidth(length), workgroupSize);

/** By the power. */
const curves: Readonly<Record<ReluShape['power'], string>> = { 1: curve, 2: squareCurve };

const moduleOf =
  (source: string) =>
  ({ length, power }: ReluShape): string =>
    [itemType(itemWidth(length)), linearIndex, curves[power], source].join('\n');

export const reluForward: Kernel<ReluShape> = {
  id: 'relu-forward',
  bindings: [floats('input', 'read', lengthOf), floats('output', 'read_write', lengthOf)],
  code: moduleOf(forward),
  grid,
};

export const reluBackward: Kernel<ReluShape> = {
  id: 'relu-backward',
  bindings: [
    floats('input', 'read', lengthOf),
    floats('upstream', 'read', lengthOf),
    floats('gradient', 'read_write', lengthOf),
  ],
  code: moduleOf(backward),
  grid,
};
