/** The gradients of a linear layer, x [M, I] · weight [I, O] + bias [O], in one dispatch, or two where sums are cut up. */
import { itemType, itemWidth } from '../common/items.ts';
import { constants, floats, linearGrid, type Kernel } from '../common/kernel.ts';
import linearIndex from '../common/linearIndex.wgsl?raw';
import { unroll } from '../common/unroll.ts';
import { activationSource, type PointwiseActivation } from './activation.ts';
import source from './backward.wgsl?raw';
import { extensions, heldTiles, raiseFor } from './half.ts';
import joinShares from './joinShares.wgsl?raw';
import { addsTerms, laneLines, laneTerms, plusTiles } from './lanes.ts';
import lanesSource from './lanesBackward.wgsl?raw';
import lanesWeight from './lanesWeight.wgsl?raw';
import lanesWeightTerms from './lanesWeightTerms.wgsl?raw';
import { tileSource, tileTarget } from './matrix.ts';
import plusTerm from '../common/plusTerm.wgsl?raw';
import sharedSource from './sharedBackward.wgsl?raw';
import sharedTiles from './sharedTiles.wgsl?raw';
import { depthOf, groupCounts, reachOf, shareLength, tileGrid, type TileGrid, type Tiling } from './tiles.ts';
import { defaultVariant, type ProductVariant } from './variants.ts';

export interface LinearShape {
  /** M */
  readonly rows: number;
  /** I */
  readonly inputs: number;
  /** O */
  readonly outputs: number;
}

const xLength = ({ rows, inputs }: LinearShape): number => rows * inputs;
const weightLength = ({ inputs, outputs }: LinearShape): number => inputs * outputs;
const biasLength = ({ outputs }: LinearShape): number => outputs;

interface Grids {
  readonly forInput: TileGrid;
  readonly forWeight: TileGrid;
}

const gridsOf = ({ rows, inputs, outputs }: LinearShape, tiling: Tiling): Grids => ({
  forInput: tileGrid(rows, inputs, tiling),
  forWeight: tileGrid(inputs, outputs, tiling),
});

const groupsOf = ({ across, down }: TileGrid): number => across * down;

/** Whether the place of a workgroup among others can be told in 32 bits. */
const canMix = ({ forInput, forWeight }: Grids, shares: number): boolean => {
  const ofWeight = shares * groupsOf(forWeight);
  return (groupsOf(forInput) + ofWeight) * ofWeight < 2 ** 31;
};

function gridConstants({ forInput, forWeight }: Grids): string {
  return [
    constants({ INPUT_ACROSS: forInput.across, INPUT_GROUPS: groupsOf(forInput) }),
    constants({ INPUT_WIDE: forInput.wide, INPUT_HIGH: forInput.high }),
    constants({ WEIGHT_ACROSS: forWeight.across, WEIGHT_GROUPS: groupsOf(forWeight) }),
    constants({ WEIGHT_WIDE: forWeight.wide, WEIGHT_HIGH: forWeight.high }),
  ].join('');
}

function matrices({ rows, inputs, outputs }: LinearShape, tiling: Tiling, { forInput, forWeight }: Grids): string {
  const [ofInput, ofWeight] = [reachOf(tiling, forInput), reachOf(tiling, forWeight)];
  const depth = depthOf(tiling);
  const x = { rows, columns: inputs, step: { rows: depth, columns: ofWeight.rows } };
  const weight = { rows: inputs, columns: outputs, step: { rows: ofInput.columns, columns: depth } };
  // The depth is a power of two that tiles are multiples of, or the other way round.
  const step = { rows: Math.max(ofInput.rows, depth), columns: Math.max(ofWeight.columns, depth) };
  return [
    tileSource({ binding: 0, name: 'x', ...x }),
    tileSource({ binding: 1, name: 'weight', ...weight }),
    tileSource({ binding: 2, name: 'upstream', rows, columns: outputs, step }),
    tileTarget({ binding: 4, name: 'forWeight', rows: inputs, columns: outputs }),
  ].join('\n');
}

/** Where the input's gradient goes; past the activation that made the input, if there was one. */
function inputTarget({ rows, inputs }: LinearShape, activation: PointwiseActivation | null): string {
  const target = { binding: 3, name: 'forInput', rows, columns: inputs };
  if (!activation) return tileTarget(target);
  // Only what is inside is stored, so no edge needs watching.
  const step = { rows: 1, columns: 4 };
  return [
    activationSource(activation),
    tileSource({ binding: 6, name: 'before', rows, columns: inputs, step }),
    tileTarget({ ...target, stored: 'activationGradient(beforeLine(row + r, column), lines[r])' }),
  ].join('\n');
}

function code(shape: LinearShape, { tiling, shares }: ProductVariant, activation: PointwiseActivation | null): string {
  const { rows, inputs, outputs } = shape;
  const grids = gridsOf(shape, tiling);
  const counts = groupCounts(tiling);
  const { wide, high } = grids.forInput;
  return [
    extensions(tiling),
    constants({ ROWS: rows, INPUTS: inputs, OUTPUTS: outputs, ...counts, WORKGROUP: tiling.workgroupSize }),
    constants({ SHARES: shares, SHARE: shareLength(rows, shares, depthOf(tiling)) }),
    gridConstants(grids),
    matrices(shape, tiling, grids),
    inputTarget(shape, activation),
    tiling.kind === 'shared'
      ? [
          constants({ WIDE: wide, HIGH: high, DEPTH: tiling.depth }),
          heldTiles(tiling, raiseFor(rows)),
          unroll(`${sharedTiles}\n${sharedSource}`, counts),
        ].join('\n')
      : tiling.kind === 'lanes'
        ? [
            constants({ MIXED: Number(tiling.mixes && canMix(grids, shares)) }),
            laneLines('gradient', 'upstream', false),
            plusTiles(tiling),
            addsTerms(tiling, 'TN')
              ? unroll([laneTerms('input', 'x', true), plusTerm, lanesWeightTerms].join('\n'), counts)
              : [laneLines('input', 'x', true), unroll(lanesWeight, counts)].join('\n'),
            unroll(lanesSource, counts),
          ].join('\n')
        : unroll(source, counts),
  ].join('\n');
}

/**
 * With several shares, the last two outputs hold that many gradients, to be joined by `joinLinearShares`.
 * @param activation what has made x of `before`, bound last; `forInput` is then the gradient of that
 */
export function linearBackward(
  variant: ProductVariant = defaultVariant,
  activation: PointwiseActivation | null = null,
): Kernel<LinearShape> {
  const { id, tiling, shares } = variant;
  return {
    id: `linear-backward${activation ? `-${activation}` : ''} ${id}`,
    bindings: [
      floats('x', 'read', xLength),
      floats('weight', 'read', weightLength),
      floats('upstream', 'read', ({ rows, outputs }) => rows * outputs),
      floats('forInput', 'read_write', xLength),
      floats('forWeight', 'read_write', (shape) => shares * weightLength(shape)),
      floats('forBias', 'read_write', (shape) => shares * biasLength(shape)),
      ...(activation ? [floats('before', 'read', xLength)] : []),
    ],
    code: (shape) => code(shape, variant, activation),
    grid(shape) {
      const { forInput, forWeight } = gridsOf(shape, tiling);
      return linearGrid(groupsOf(forInput) + shares * groupsOf(forWeight), 1);
    },
  };
}

export function joinLinearShares(shares: number): Kernel<LinearShape> {
  const width = (shape: LinearShape): 1 | 4 => itemWidth(biasLength(shape));
  return {
    id: `linear-join ${shares}`,
    bindings: [
      floats('weightShares', 'read', (shape) => shares * weightLength(shape)),
      floats('biasShares', 'read', (shape) => shares * biasLength(shape)),
      floats('forWeight', 'read_write', weightLength),
      floats('forBias', 'read_write', biasLength),
    ],
    code(shape) {
      const [weightItems, biasItems] = [weightLength(shape) / width(shape), biasLength(shape) / width(shape)];
      return [
        constants({ SHARES: shares, WEIGHT_ITEMS: weightItems, BIAS_ITEMS: biasItems }),
        itemType(width(shape)),
        linearIndex,
        joinShares,
      ].join('\n');
    },
    grid: (shape) => linearGrid((weightLength(shape) + biasLength(shape)) / width(shape), 64),
  };
}
