/** Each row beside the K − 1 rows before it in its sequence, zeros before the first. */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface WindowShape {
  /** M = B·T, batch-major. */
  readonly rows: number;
  /** D */
  readonly width: number;
  /** T */
  readonly time: number;
  /** K */
  readonly length: number;
}

const workgroupSize = 64;

const narrow = ({ rows, width }: WindowShape): number => rows * width;
const wide = (shape: WindowShape): number => shape.length * narrow(shape);

const moduleOf =
  (source: string) =>
  ({ width, time, length }: WindowShape): string =>
    [
      constants({ ITEMS: width / itemWidth(width), TIME: time, LENGTH: length }),
      itemType(itemWidth(width)),
      linearIndex,
      source,
    ].join('\n');

export const windowForward: Kernel<WindowShape> = {
  id: 'window-forward',
  bindings: [floats('input', 'read', narrow), floats('output', 'read_write', wide)],
  code: moduleOf(forward),
  grid: (shape) => linearGrid(wide(shape) / itemWidth(shape.width), workgroupSize),
};

export const windowBackward: Kernel<WindowShape> = {
  id: 'window-backward',
  bindings: [floats('upstream', 'read', wide), floats('gradient', 'read_write', narrow)],
  code: moduleOf(backward),
  grid: (shape) => linearGrid(narrow(shape) / itemWidth(shape.width), workgroupSize),
};
