/** SwiGLU: the first half of each row, times its logistic function, times the second half. */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import gate from './gate.wgsl?raw';

export interface SwigluShape {
  /** M */
  readonly rows: number;
  /** F, half of the input's columns. */
  readonly width: number;
}

const workgroupSize = 64;

const half = ({ rows, width }: SwigluShape): number => rows * width;
const whole = (shape: SwigluShape): number => 2 * half(shape);
const grid = (shape: SwigluShape): Grid => linearGrid(half(shape) / itemWidth(shape.width), workgroupSize);

const moduleOf =
  (source: string) =>
  ({ width }: SwigluShape): string =>
    [constants({ ITEMS: width / itemWidth(width) }), itemType(itemWidth(width)), linearIndex, gate, source].join('\n');

export const swigluForward: Kernel<SwigluShape> = {
  id: 'swiglu-forward',
  bindings: [floats('input', 'read', whole), floats('output', 'read_write', half)],
  code: moduleOf(forward),
  grid,
};

export const swigluBackward: Kernel<SwigluShape> = {
  id: 'swiglu-backward',
  bindings: [floats('input', 'read', whole), floats('upstream', 'read', half), floats('gradient', 'read_write', whole)],
  code: moduleOf(backward),
  grid,
};
