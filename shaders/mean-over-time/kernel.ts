/** The mean of the rows of every sequence; backward, each row gets its share of what the mean was given. */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface MeanOverTimeShape {
  /** B */
  readonly batch: number;
  /** T */
  readonly time: number;
  /** D */
  readonly width: number;
}

const workgroupSize = 64;

const narrow = ({ batch, width }: MeanOverTimeShape): number => batch * width;
const long = (shape: MeanOverTimeShape): number => shape.time * narrow(shape);

const moduleOf =
  (source: string) =>
  ({ width, time }: MeanOverTimeShape): string =>
    [constants({ ITEMS: width / itemWidth(width), TIME: time }), itemType(itemWidth(width)), linearIndex, source].join(
      '\n',
    );

export const meanOverTimeForward: Kernel<MeanOverTimeShape> = {
  id: 'mean-over-time-forward',
  bindings: [floats('input', 'read', long), floats('output', 'read_write', narrow)],
  code: moduleOf(forward),
  grid: (shape) => linearGrid(narrow(shape) / itemWidth(shape.width), workgroupSize),
};

export const meanOverTimeBackward: Kernel<MeanOverTimeShape> = {
  id: 'mean-over-time-backward',
  bindings: [floats('upstream', 'read', narrow), floats('gradient', 'read_write', long)],
  code: moduleOf(backward),
  grid: (shape) => linearGrid(long(shape) / itemWidth(shape.width), workgroupSize),
};
