/** The control: what a method gains, it gains over chance. */
import { integer, type ParamSpecs } from '../../core/params.ts';
import { random32, streams } from '../../core/random.ts';
import type { PrunerDefinition } from './contract.ts';
import { sparsityParams, sparsityProblems } from './pattern.ts';
import { masked, maskByScores } from './select.ts';

const params = {
  ...sparsityParams,
  seed: integer({
    name: { en: 'Seed', zh: '随机种子' },
    help: {
      en: 'Another seed removes other weights; the same seed always removes the same.',
      zh: '不同的种子移除不同的权重，相同的种子总是移除相同的权重。',
    },
    applies: 'restart',
    default: 1,
    min: 0,
    max: 0xffffffff,
  }),
} as const satisfies ParamSpecs;

export const random: PrunerDefinition<'random', typeof params> = {
  id: 'random',
  name: { en: 'Random', zh: '随机剪枝' },
  summary: {
    en: 'Removes weights by lot: the control that every other method has to beat.',
    zh: '随机移除权重，作为其他方法必须超过的对照。',
  },
  formula: String.raw`S_{ij}\sim\mathcal{U}(0,1)`,
  source: {
    text: 'torch.nn.utils.prune.RandomUnstructured',
    url: 'https://pytorch.org/docs/stable/generated/torch.nn.utils.prune.random_unstructured.html',
  },
  params,
  check: sparsityProblems,
  needs: 'weights',
  prune: (settings, layers) =>
    layers.map(({ matrix: { values }, index }) => {
      const scores = Float64Array.from(values, (_, i) => random32(settings.seed, streams.prune + index, i));
      const mask = maskByScores(scores, 1, settings);
      return { mask, values: masked(values, mask) };
    }),
};
