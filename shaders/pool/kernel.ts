/** One row for each sequence: the sum of its rows, each times its share; and the gradient, which gives each row its share back. */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface PoolShape {
  /** B */
  readonly batch: number;
  /** T */
  readonly time: number;
  /** D */
  readonly width: number;
}

const workgroupSize = 64;

const pooled = ({ batch, width }: PoolShape): number => batch * width;
const rows = ({ batch, time }: PoolShape): number => batch * time;
const states = (shape: PoolShape): number => rows(shape) * shape.width;

const moduleOf =
  (source: string) =>
  ({ width, time }: PoolShape): string =>
    [constants({ ITEMS: width / itemWidth(width), TIME: time }), itemType(itemWidth(width)), linearIndex, source].join(
      '\n',
    );

export const poolForward: Kernel<PoolShape> = {
  id: 'pool-forward',
  bindings: [floats('states', 'read', states), floats('shares', 'read', rows), floats('output', 'read_write', pooled)],
  code: moduleOf(forward),
  grid: (shape) => linearGrid(pooled(shape) / itemWidth(shape.width), workgroupSize),
};

export const poolBackward: Kernel<PoolShape> = {
  id: 'pool-backward',
  bindings: [
    floats('upstream', 'read', pooled),
    floats('shares', 'read', rows),
    floats('gradient', 'read_write', states),
  ],
  code: moduleOf(backward),
  grid: (shape) => linearGrid(states(shape) / itemWidth(shape.width), workgroupSize),
};
