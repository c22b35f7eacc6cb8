/**
 * Movement pruning keeps what fine-tuning moves away from zero, however large it is. The scores are summed step by step
 * while fine-tuning, with the weights masked in the forward pass and gradients passed straight through to all of them;
 * the formula is written against `Ops<T>`, for arrays and for a kernel.
 */
import type { Ops } from '../../core/ops.ts';
import type { PrunerDefinition } from './contract.ts';
import { movementOf } from './layerProblems.ts';
import { sparsityParams, sparsityProblems } from './pattern.ts';
import { masked, maskByScores } from './select.ts';

/** The score after a step: it grows where the update −η·∂L/∂w leads the weight away from zero. */
export const movementScore = <T>(ops: Ops<T>, score: T, weight: T, gradient: T, learningRate: T): T =>
  ops.sub(score, ops.mul(learningRate, ops.mul(weight, gradient)));

export const movement: PrunerDefinition<'movement'> = {
  id: 'movement',
  name: { en: 'Movement', zh: '移动剪枝' },
  summary: {
    en: 'Removes the weights that fine-tuning moves towards zero, and keeps those that it moves away from zero.',
    zh: '移除微调中趋向零的权重，保留远离零的权重。',
  },
  formula: String.raw`S_{ij}\leftarrow S_{ij}-\eta\,W_{ij}\,\frac{\partial L}{\partial W_{ij}}`,
  source: {
    text: 'Sanh, Wolf & Rush 2020, Movement Pruning: Adaptive Sparsity by Fine-Tuning, section 4',
    url: 'https://arxiv.org/abs/2005.07683',
  },
  params: sparsityParams,
  check: sparsityProblems,
  needs: 'movement',
  prune: (settings, layers) =>
    layers.map((layer) => {
      const mask = maskByScores(Float64Array.from(movementOf(layer)), 1, settings);
      return { mask, values: masked(layer.matrix.values, mask) };
    }),
};
