/**
 * Layer normalisation over the rows of a matrix [M, D], or division by their root mean square, which is the same without a
 * mean and a bias. Backward is two dispatches: the input's gradient together with
 * sums over shares of the rows for gain and bias, then the join of these.
 */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import backward from './backward.wgsl?raw';
import forward from './forward.wgsl?raw';
import joinBias from './joinBias.wgsl?raw';
import joinWeights from './joinWeights.wgsl?raw';
import lanes from './lanes.wgsl?raw';
import noJoinBias from './noJoinBias.wgsl?raw';
import noShift from './noShift.wgsl?raw';
import rowBackward from './rowBackward.wgsl?raw';
import rowForward from './rowForward.wgsl?raw';
import shift from './shift.wgsl?raw';
import subgroup from './subgroup.wgsl?raw';
import type { LayerNormVariant } from './variants.ts';
import weightShares from './weightShares.wgsl?raw';

/** `rms`: by the root mean square (RMSNorm), with a gain only. */
export type NormKind = 'layer' | 'rms';

export interface LayerNormShape {
  readonly kind: NormKind;
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

export interface LayerNormKernels {
  readonly forward: Kernel<LayerNormShape>;
  readonly backward: Kernel<LayerNormBackwardShape>;
  readonly joinWeights: Kernel<LayerNormShape>;
  /** Floats in `shares`. */
  readonly sharesLength: (shape: LayerNormShape) => number;
}

const workgroupSize = 64;
/** As many as a subgroup has on most devices, where it also is the workgroup. */
const mostLanes = 32;

const length = ({ rows, width }: LayerNormShape): number => rows * width;
const items = ({ width }: LayerNormShape): number => width / itemWidth(width);
const statisticsLength = ({ rows }: LayerNormShape): number => 2 * rows;

const input = floats('input', 'read', length);
const gain = floats<LayerNormShape>('gain', 'read', ({ width }) => width);

/** The workgroups that work on rows, and what their kernels must know. */
interface RowWork {
  readonly groups: number;
  readonly size: number;
  readonly code: string;
}

function rowWork({ sums }: LayerNormVariant, shape: LayerNormShape): RowWork {
  const { rows } = shape;
  if (sums === 'alone') {
    const groups = Math.ceil(rows / workgroupSize);
    // Whole workgroups, so that both kinds of invocations of the backward pass do not meet in one.
    return { groups, size: workgroupSize, code: constants({ ROW_INVOCATIONS: workgroupSize * groups }) + linearIndex };
  }
  const needed = 2 ** Math.ceil(Math.log2(items(shape)));
  const LANES = sums === 'subgroup' ? mostLanes : Math.min(mostLanes, needed);
  const size = sums === 'subgroup' ? mostLanes : workgroupSize;
  const groups = Math.ceil((rows * LANES) / size);
  return { groups, size, code: constants({ LANES, ROW_GROUPS: groups, WORKGROUP: size }) + rowSums[sums] };
}

const rowSums = { lanes, subgroup } as const;

/** A bias is bound last, so that the other bindings keep their numbers without it. @param kind of the shapes */
export function layerNormKernels(variant: LayerNormVariant, kind: NormKind): LayerNormKernels {
  const { sums, maxShares } = variant;
  const id = `${kind} ${variant.id}`;
  const isLayer = kind === 'layer';
  const WEIGHTS = isLayer ? 2 : 1;
  const vector = (name: string, access: 'read' | 'read_write') =>
    isLayer ? [floats<LayerNormShape>(name, access, ({ width }) => width)] : [];
  const shareCount = ({ rows }: LayerNormShape): number => Math.min(rows, maxShares);
  const sharesLength = (shape: LayerNormShape): number => WEIGHTS * shareCount(shape) * shape.width;
  const moduleOf = (shape: LayerNormShape, parts: readonly string[]): string =>
    [
      constants({ D: shape.width, ITEMS: items(shape), SHARES: shareCount(shape), WEIGHTS }),
      `const EPSILON = ${shape.epsilon};\nconst CENTRES = ${isLayer};`,
      itemType(itemWidth(shape.width)),
      ...parts,
    ].join('\n');
  const rowModule = (shape: LayerNormShape, parts: readonly string[]): string =>
    `${sums === 'subgroup' ? 'enable subgroups;\n' : ''}${moduleOf(shape, [rowWork(variant, shape).code, ...parts])}`;

  return {
    sharesLength,
    forward: {
      id: `layer-norm-forward ${id}`,
      bindings: [
        input,
        gain,
        floats('output', 'read_write', length),
        floats('statistics', 'read_write', statisticsLength),
        ...vector('bias', 'read'),
      ],
      code: (shape) => rowModule(shape, [isLayer ? shift : noShift, sums === 'alone' ? forward : rowForward]),
      grid: (shape) => linearGrid(rowWork(variant, shape).groups, 1),
    },
    backward: {
      id: `layer-norm-backward ${id}`,
      bindings: [
        input,
        gain,
        floats('statistics', 'read', statisticsLength),
        floats('upstream', 'read', length),
        floats('gradient', 'read_write', length),
        floats('shares', 'read_write', sharesLength),
      ],
      code: (shape) =>
        rowModule(shape, [`const ADDS = ${shape.adds};`, weightShares, sums === 'alone' ? backward : rowBackward]),
      grid(shape) {
        const { groups, size } = rowWork(variant, shape);
        return linearGrid(groups + Math.ceil((shareCount(shape) * items(shape)) / size), 1);
      },
    },
    joinWeights: {
      id: `layer-norm-join-weights ${id}`,
      bindings: [
        floats('shares', 'read', sharesLength),
        floats('gainGradient', 'read_write', ({ width }) => width),
        ...vector('biasGradient', 'read_write'),
      ],
      code: (shape) => moduleOf(shape, [linearIndex, joinWeights, isLayer ? joinBias : noJoinBias]),
      grid: (shape) => linearGrid(items(shape), workgroupSize),
    },
  };
}
