/** Embeddings [M, D] times √D, plus fixed waves [T, D], which are data; and the gradient, which is scaled alike. */
import { itemType, itemWidth } from '../common/items.ts';
import { floats, linearGrid, type Grid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';

export interface SinusoidsShape {
  /** M, whole sequences. */
  readonly rows: number;
  /** T */
  readonly time: number;
  /** D */
  readonly width: number;
}

const workgroupSize = 64;
const matrix = ({ rows, width }: SinusoidsShape): number => rows * width;
const grid = (shape: SinusoidsShape): Grid => linearGrid(matrix(shape) / itemWidth(shape.width), workgroupSize);
const moduleOf =
  (source: string) =>
  ({ width }: SinusoidsShape): string =>
    [`const FACTOR = ${Math.sqrt(width)};`, itemType(itemWidth(width)), linearIndex, source].join('\n');

export const sinusoidsForward: Kernel<SinusoidsShape> = {
  id: 'sinusoids-forward',
  bindings: [
    floats('input', 'read', matrix),
    floats('waves', 'read', ({ time, width }) => time * width),
    floats('output', 'read_write', matrix),
  ],
  code: moduleOf(forward),
  grid,
};

export const sinusoidsBackward: Kernel<SinusoidsShape> = {
  id: 'sinusoids-backward',
  bindings: [floats('upstream', 'read', matrix), floats('gradient', 'read_write', matrix)],
  code: moduleOf(backward),
  grid,
};
