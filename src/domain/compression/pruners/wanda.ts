/**
 * Wanda compares the weights of one output with each other, each times the size of the input that it meets. The mean
 * square of an input, the diagonal of the calibration's gram matrix, stands for its norm: a row only compares.
 * Counts are rounded to nearest where the original rounds down.
 */
import type { Calibration, Matrix } from '../contract.ts';
import type { PrunerDefinition } from './contract.ts';
import { calibrationOf } from './layerProblems.ts';
import { sparsityParams, sparsityProblems } from './pattern.ts';
import { masked, maskByScores } from './select.ts';

export const wanda: PrunerDefinition<'wanda'> = {
  id: 'wanda',
  name: { en: 'Wanda', zh: 'Wanda 剪枝' },
  summary: {
    en: 'Removes, for each output, the weights that contribute least given the size of their inputs.',
    zh: '对每个输出，结合输入的大小，移除贡献最小的权重。',
  },
  formula: String.raw`S_{ij}=|W_{ij}|\cdot\lVert X_j\rVert_2\quad\text{within row }i`,
  source: {
    text: 'Sun et al. 2023, A Simple and Effective Pruning Approach for Large Language Models, equation 1',
    url: 'https://arxiv.org/abs/2306.11695',
  },
  params: sparsityParams,
  check: sparsityProblems,
  needs: 'calibration',
  prune: (settings, layers) =>
    layers.map((layer) => {
      const { matrix } = layer;
      const mask = maskByScores(wandaScores(matrix, calibrationOf(layer)), matrix.rows, settings);
      return { mask, values: masked(matrix.values, mask) };
    }),
};

function wandaScores({ columns, values }: Matrix, { gram }: Calibration): Float64Array {
  const norms = Float64Array.from({ length: columns }, (_, j) => Math.sqrt(gram[j * columns + j] ?? 0));
  return Float64Array.from(values, (value, i) => Math.abs(value) * (norms[i % columns] ?? 0));
}
