/**
 * SparseGPT: walks along the inputs; each weight that goes hands its effect to the weights to its right, as the optimal
 * brain surgeon would given the inputs' second moments H. Follows the published `fasterprune`: masks are chosen for 128
 * inputs at a time (N:M: for each group when it is reached), damping is a share of the mean diagonal, inputs that never
 * fire lose their weights. Their diagonal is left out of the mean, so that the result does not depend on the inputs' unit.
 */
import { number, type ParamSpecs, type Settings } from '../../core/params.ts';
import { finish, type Calibration, type Matrix } from '../contract.ts';
import { inverseFactor } from '../numeric/inverseFactor.ts';
import type { Pruned, PrunerDefinition } from './contract.ts';
import { calibrationOf } from './layerProblems.ts';
import { groupingOf, sparsityParams, sparsityProblems } from './pattern.ts';
import { prunedCount, removeInGroups, removeSmallest } from './select.ts';

/** Inputs whose weights compete with each other; a multiple of every N:M group. */
export const maskBlock = 128;

const params = {
  ...sparsityParams,
  damping: number({
    name: { en: 'Damping', zh: '阻尼' },
    symbol: '\\lambda',
    help: {
      en: 'Added to the diagonal of H, as a share of its mean. More makes the method trust the calibration text less.',
      zh: '加到 H 对角线上的量，以对角线均值的比例计。越大则越不依赖校准文本。',
    },
    applies: 'restart',
    advanced: true,
    default: 0.01,
    min: 1e-6,
    max: 1,
    scale: 'log',
    usual: [0.001, 0.1],
  }),
} as const satisfies ParamSpecs;

type SparseGptSettings = Settings<typeof params>;

export const sparseGpt: PrunerDefinition<'sparse-gpt', typeof params> = {
  id: 'sparse-gpt',
  name: { en: 'SparseGPT', zh: 'SparseGPT 剪枝' },
  summary: {
    en: 'Removes the weights that are cheapest to do without, and corrects the remaining ones for each that goes.',
    zh: '移除代价最小的权重，每移除一个就修正其余权重以补偿误差。',
  },
  formula: String.raw`S_{ij}=\frac{W_{ij}^2}{U_{jj}^2},\quad W_{i,k>j}\leftarrow W_{ik}-\frac{W_{ij}}{U_{jj}}U_{jk},\quad (H+\lambda\bar h I)^{-1}=U^\top U`,
  source: {
    text: 'Frantar & Alistarh 2023, SparseGPT: Massive Language Models Can Be Accurately Pruned in One-Shot, algorithm 1',
    url: 'https://arxiv.org/abs/2301.00774',
  },
  params,
  check: sparsityProblems,
  needs: 'calibration',
  prune: (settings, layers) => layers.map((layer) => pruneLayer(settings, layer.matrix, calibrationOf(layer))),
};

function pruneLayer(settings: SparseGptSettings, { rows, columns, values }: Matrix, calibration: Calibration): Pruned {
  const { factor, dead } = dampedFactor(calibration.gram, columns, settings.damping);
  const weights = Float64Array.from(values, (value, i) => (dead[i % columns] === 1 ? 0 : value));
  const mask = new Uint8Array(values.length).fill(1);
  const width = groupingOf(settings.pattern)?.size ?? maskBlock;
  for (let start = 0; start < columns; start += width) {
    const end = Math.min(start + width, columns);
    chooseBlock(settings, { weights, mask, factor, rows, columns }, start, end);
    for (let row = 0; row < rows; row++) {
      for (let j = start; j < end; j++) {
        if (mask[row * columns + j] === 0) removeWeight(weights, row * columns, j, factor, columns);
      }
    }
  }
  return { mask, values: Float32Array.from(weights) };
}

interface Work {
  readonly weights: Float64Array;
  readonly mask: Uint8Array;
  readonly factor: Float64Array;
  readonly rows: number;
  readonly columns: number;
}

/** Chooses among the weights of all rows in the columns from `start` to `end`, as they are now. */
function chooseBlock(settings: SparseGptSettings, work: Work, start: number, end: number): void {
  const { weights, mask, factor, rows, columns } = work;
  const width = end - start;
  const scores = Float64Array.from({ length: rows * width }, (_, i) => {
    const j = start + (i % width);
    return ((weights[Math.floor(i / width) * columns + j] ?? NaN) / (factor[j * columns + j] ?? NaN)) ** 2;
  });
  const chosen = new Uint8Array(scores.length).fill(1);
  const grouping = groupingOf(settings.pattern);
  if (grouping === null) removeSmallest(scores, prunedCount(scores.length, settings.sparsity), chosen);
  else removeInGroups(scores, grouping, chosen);
  for (let row = 0; row < rows; row++) {
    mask.set(chosen.subarray(row * width, (row + 1) * width), row * columns + start);
  }
}

/** Sets a weight to zero and moves those to its right so that the row's output changes least. */
function removeWeight(weights: Float64Array, row: number, j: number, factor: Float64Array, columns: number): void {
  const error = (weights[row + j] ?? NaN) / (factor[j * columns + j] ?? NaN);
  weights[row + j] = 0;
  if (error === 0) return;
  for (let k = j + 1; k < columns; k++) {
    weights[row + k] = (weights[row + k] ?? NaN) - error * (factor[j * columns + k] ?? NaN);
  }
}

function dampedFactor(
  gram: Float64Array,
  columns: number,
  damping: number,
): { readonly factor: Float64Array; readonly dead: Uint8Array } {
  const diagonal = Array.from({ length: columns }, (_, j) => gram[j * columns + j] ?? NaN);
  const live = diagonal.filter((value) => value !== 0);
  const mean = live.reduce((sum, value) => sum + value, 0) / Math.max(1, live.length);
  const damped = gram.slice();
  for (const [j, value] of diagonal.entries()) {
    damped[j * columns + j] = value === 0 ? 1 : value + damping * mean;
  }
  return {
    factor: finish(inverseFactor(damped, columns)),
    dead: Uint8Array.from(diagonal, (value) => (value === 0 ? 1 : 0)),
  };
}
