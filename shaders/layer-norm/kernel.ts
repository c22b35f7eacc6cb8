/**
 * Layer normalisation over the rows of a matrix [M, D]. Backward is three dispatches: the input's gradient, then those
 * of gain and bias as sums over shares of the rows and a join.
 */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backwardInput from './backwardInput.wgsl?raw';
import backwardWeights from './backwardWeights.wgsl?raw';
import forward from './forward.wgsl?raw';
import joinWeights from './joinWeights.wgsl?raw';

export interface LayerNormShape {
  /** M */
  readonly rows: number;
  /** D */
  readonly width: number;
  readonly epsilon: number;
}

const workgroupSize = 64;
const maxShares = 32;

const length = ({ rows, width }: LayerNormShape): number => rows * width;
const items = ({ width }: LayerNormShape): number => width / itemWidth(width);
const shareCount = ({ rows }: LayerNormShape): number => Math.min(rows, maxShares);
const statisticsLength = ({ rows }: LayerNormShape): number => 2 * rows;

const input = floats('input', 'read', length);
const gain = floats<LayerNormShape>('gain', 'read', ({ width }) => width);
const upstream = floats('upstream', 'read', length);
const savedStatistics = floats('statistics', 'read', statisticsLength);

const moduleOf =
  (source: string) =>
  (shape: LayerNormShape): string =>
    [
      constants({ D: shape.width, ITEMS: items(shape), SHARES: shareCount(shape) }),
      `const EPSILON = ${shape.epsilon};`,
      itemType(itemWidth(shape.width)),
      linearIndex,
      source,
    ].join('\n');

export const layerNormForward: Kernel<LayerNormShape> = {
  id: 'layer-norm-forward',
  bindings: [
    input,
    gain,
    floats('bias', 'read', ({ width }) => width),
    floats('output', 'read_write', length),
    floats('statistics', 'read_write', statisticsLength),
  ],
  code: moduleOf(forward),
  grid: ({ rows }) => linearGrid(rows, workgroupSize),
};

export const layerNormBackwardInput: Kernel<LayerNormShape> = {
  id: 'layer-norm-backward-input',
  bindings: [input, gain, savedStatistics, upstream, floats('gradient', 'read_write', length)],
  code: moduleOf(backwardInput),
  grid: ({ rows }) => linearGrid(rows, workgroupSize),
};

/** Floats in `shares`. */
export const layerNormSharesLength = (shape: LayerNormShape): number => 2 * shareCount(shape) * shape.width;

export const layerNormBackwardWeights: Kernel<LayerNormShape> = {
  id: 'layer-norm-backward-weights',
  bindings: [input, savedStatistics, upstream, floats('shares', 'read_write', layerNormSharesLength)],
  code: moduleOf(backwardWeights),
  grid: (shape) => linearGrid(shareCount(shape) * items(shape), workgroupSize),
};

export const layerNormJoinWeights: Kernel<LayerNormShape> = {
  id: 'layer-norm-join-weights',
  bindings: [
    floats('shares', 'read', layerNormSharesLength),
    floats('gainGradient', 'read_write', ({ width }) => width),
    floats('biasGradient', 'read_write', ({ width }) => width),
  ],
  code: moduleOf(joinWeights),
  grid: (shape) => linearGrid(items(shape), workgroupSize),
};
