/** NormalFloat 4 as bitsandbytes has it: absmax blocks along the inputs, sixteen levels that a normal distribution fills evenly. */
import { flag, type ParamSpecs } from '../../core/params.ts';
import type { Shape, WeightQuantizer } from '../contract.ts';
import { encodeLevels, type LevelsHeader } from '../encodings/levels.ts';
import { checkGroup, groupingParams, groupOf } from './params.ts';
import type { Settings } from '../../core/params.ts';

const params = {
  ...groupingParams({ granularity: 'group', group: 64 }),
  doubleScales: flag({
    name: { en: 'Double quantisation', zh: '双重量化' },
    help: {
      en: 'Writes the scales themselves in 8 bits: 4.127 instead of 4.5 bits per weight in groups of 64.',
      zh: '把缩放系数本身也用 8 位存储：分组大小为 64 时，每个权重由 4.5 位降到 4.127 位。',
    },
    applies: 'restart',
    default: false,
  }),
} as const satisfies ParamSpecs;

const plan = (shape: Shape, settings: Settings<typeof params>): LevelsHeader => ({
  kind: 'levels',
  rows: shape.rows,
  columns: shape.columns,
  levels: 'nf4',
  group: groupOf(settings, shape),
  scaleFormat: settings.doubleScales ? 'double' : 'f32',
});

export const nf4: WeightQuantizer<'nf4', typeof params> = {
  id: 'nf4',
  name: { en: 'NormalFloat 4 (NF4)', zh: 'NF4（正态浮点 4 位）' },
  summary: {
    en: 'Sixteen uneven levels at the quantiles of a normal distribution, which is how trained weights are spread.',
    zh: '十六个不等距的级取在正态分布的分位点上，而训练后的权重正近似服从正态分布。',
  },
  formula: String.raw`s=\max_{j\in\text{group}}|w_j|,\quad q=\arg\min_k\Big|\frac ws-\ell_k\Big|,\quad \hat w=s\,\ell_q`,
  source: { text: 'Dettmers et al. 2023, QLoRA, section 3 and appendix E', url: 'https://arxiv.org/abs/2305.14314' },
  params,
  check: checkGroup,
  needs: 'weights',
  plan,
  quantize: (matrix, settings) => encodeLevels(plan(matrix, settings), matrix),
};
