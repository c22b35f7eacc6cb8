/**
 * Layer normalisation over the rows of a matrix [M, D]. Backward is two dispatches: the input's gradient together with
 * sums over shares of the rows for gain and bias, then the join of these.
 */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import joinWeights from './joinWeights.wgsl?raw';

export interface LayerNormShape {
  /** M */
  readonly rows: number;
  /** D */
  readonly width: number;
  readonly epsilon: number;
}

export interface LayerNormBackwardShape extends LayerNormShape {
  /** The input's gradient is added to what is there. */
  readonly adds: boolean;
}

const workgroupSize = 64;
const maxShares = 32;

const length = ({ rows, width }: LayerNormShape): number => rows * width;
const items = ({ width }: LayerNormShape): number => width / itemWidth(width);
const shareCount = ({ rows }: LayerNormShape): number => Math.min(rows, maxShares);
const statisticsLength = ({ rows }: LayerNormShape): number => 2 * rows;

/** Whole workgroups, so that both kinds of invocations do not meet in one. */
const rowInvocations = ({ rows }: LayerNormShape): number => workgroupSize * Math.ceil(rows / workgroupSize);

const input = floats('input', 'read', length);
const gain = floats<LayerNormShape>('gain', 'read', ({ width }) => width);

const moduleOf =
  (source: string) =>
  (shape: LayerNormShape): string =>
    [
      constants({ D: shape.width, ITEMS: items(shape), SHARES: shareCount(shape) }),
      constants({ ROW_INVOCATIONS: rowInvocations(shape) }),
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

/** Floats in `shares`. */
export const layerNormSharesLength = (shape: LayerNormShape): number => 2 * shareCount(shape) * shape.width;

export const layerNormBackward: Kernel<LayerNormBackwardShape> = {
  id: 'layer-norm-backward',
  bindings: [
    input,
    gain,
    floats('statistics', 'read', statisticsLength),
    floats('upstream', 'read', length),
    floats('gradient', 'read_write', length),
    floats('shares', 'read_write', layerNormSharesLength),
  ],
  code: (shape) => [`const ADDS = ${shape.adds};`, moduleOf(backward)(shape)].join('\n'),
  grid: (shape) => linearGrid(rowInvocations(shape) + shareCount(shape) * items(shape), workgroupSize),
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
