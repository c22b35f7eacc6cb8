/** Small weights go. The yardstick of all pruning, and the only method here that can weigh matrices against each other. */
import { choice, type ParamSpecs } from '../../core/params.ts';
import type { Pruned, PrunedLayer, PrunerDefinition } from './contract.ts';
import { groupingOf, sparsityParams, sparsityProblems } from './pattern.ts';
import { masked, maskByScores, prunedCount, removeSmallest } from './select.ts';

const params = {
  ...sparsityParams,
  scope: choice({
    name: { en: 'Compared within', zh: '比较范围' },
    help: {
      en: 'Each matrix loses the same share, or the smallest weights of the whole model go wherever they are.',
      zh: '每个矩阵按相同比例剪枝，或在整个模型范围内剪去最小的权重。',
    },
    applies: 'restart',
    default: 'layer',
    options: [
      { id: 'layer', name: { en: 'Each matrix', zh: '每个矩阵' } },
      { id: 'global', name: { en: 'The whole model', zh: '整个模型' } },
    ],
  }),
} as const satisfies ParamSpecs;

export const magnitude: PrunerDefinition<'magnitude', typeof params> = {
  id: 'magnitude',
  name: { en: 'Magnitude', zh: '幅值剪枝' },
  summary: {
    en: 'Removes the weights that are closest to zero, and needs nothing but the weights.',
    zh: '移除最接近零的权重，只需要权重本身。',
  },
  formula: String.raw`S_{ij}=|W_{ij}|`,
  source: {
    text: 'Han et al. 2015, Learning both Weights and Connections; torch.nn.utils.prune',
    url: 'https://arxiv.org/abs/1506.02626',
  },
  params,
  check(settings) {
    if (groupingOf(settings.pattern) === null || settings.scope === 'layer') return sparsityProblems(settings);
    const message = {
      en: `The pattern ${settings.pattern} compares neighbours only, not the whole model.`,
      zh: `稀疏模式 ${settings.pattern} 只在相邻权重之间比较，不能在整个模型范围内比较。`,
    };
    return [...sparsityProblems(settings), { path: 'scope', message, nearest: 'layer' }];
  },
  needs: 'weights',
  together: ({ scope }) => scope === 'global',
  prune(settings, layers) {
    if (settings.scope === 'global') return pruneTogether(settings.sparsity, layers);
    return layers.map(({ matrix: { values } }) => {
      const mask = maskByScores(Float64Array.from(values, Math.abs), 1, settings);
      return { mask, values: masked(values, mask) };
    });
  },
};

function pruneTogether(sparsity: number, layers: readonly PrunedLayer[]): readonly Pruned[] {
  const size = layers.reduce((sum, { matrix }) => sum + matrix.values.length, 0);
  const scores = new Float32Array(size);
  const mask = new Uint8Array(size).fill(1);
  let offset = 0;
  for (const { matrix } of layers) {
    scores.set(matrix.values.map(Math.abs), offset);
    offset += matrix.values.length;
  }
  removeSmallest(scores, prunedCount(size, sparsity), mask);
  offset = 0;
  return layers.map(({ matrix: { values } }) => {
    const own = mask.slice(offset, (offset += values.length));
    return { mask: own, values: masked(values, own) };
  });
}
