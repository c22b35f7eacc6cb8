/**
 * Mixed precision: how many bits a matrix gets is chosen for all of them together, under a budget; then each is quantised
 * as usual. What a choice costs is measured, matrix by matrix, or estimated from what calibration says of the inputs.
 */
import type { Definition } from '../../core/definition.ts';
import { choice, number, type ParamSpecs, type Settings } from '../../core/params.ts';
import { checkGroup, groupingParams, symmetricSpec } from '../quantizers/params.ts';

const params = {
  averageBits: number({
    name: { en: 'Bits on average', zh: '平均位数' },
    symbol: String.raw`\bar b`,
    help: {
      en: 'The mean over all weights, before scales: at most as many bytes as this many bits everywhere.',
      zh: '对所有权重取平均，不含缩放系数：字节数不超过处处使用该位数时。',
    },
    applies: 'restart',
    default: 4,
    min: 2,
    max: 8,
    step: 0.25,
    usual: [2.5, 6],
  }),
  quantizer: choice({
    name: { en: 'Rounded by', zh: '舍入方法' },
    help: {
      en: 'How a matrix is quantised once its bits are chosen.',
      zh: '选定位数之后，矩阵用哪种方法量化。',
    },
    applies: 'restart',
    default: 'gptq',
    options: [
      { id: 'gptq', name: { en: 'GPTQ', zh: 'GPTQ' } },
      { id: 'rtn', name: { en: 'Round to nearest', zh: '就近舍入' } },
    ],
  }),
  by: choice({
    name: { en: 'Sensitivity', zh: '敏感度' },
    help: {
      en: 'Estimated: the share of its output that a matrix loses, as if all outputs mattered equally. Measured: the rise of the loss on held-out text, which reads it once for each matrix and width.',
      zh: '估计：矩阵输出损失的比例，视所有输出同等重要。测量：留出文本上损失的上升量，每个矩阵、每种位数都要读取一遍。',
    },
    applies: 'restart',
    default: 'estimated',
    options: [
      { id: 'estimated', name: { en: 'Estimated', zh: '估计' } },
      { id: 'measured', name: { en: 'Measured', zh: '测量' } },
    ],
  }),
  symmetric: symmetricSpec,
  ...groupingParams({ granularity: 'group', group: 32 }),
} as const satisfies ParamSpecs;

export type MixedSettings = Settings<typeof params>;

export const mixed: Definition<'mixed', typeof params> & {
  readonly needs: 'calibration';
  /** Gives matrices different numbers of bits. */
  readonly dealsBits: true;
} = {
  id: 'mixed',
  name: { en: 'Mixed precision', zh: '混合精度' },
  summary: {
    en: 'Gives more bits to the matrices that mind most and fewer to the others, within one budget.',
    zh: '在同一预算内，给最敏感的矩阵更多位数，其余的更少。',
  },
  formula: String.raw`\min_{b_1\dots b_L}\sum_\ell\Delta_\ell(b_\ell)\quad\text{s.t.}\quad\sum_\ell n_\ell b_\ell\le\bar b\sum_\ell n_\ell`,
  source: {
    text: 'Dong et al. 2019, HAWQ: the sum of single sensitivities; the choice is an exact knapsack',
    url: 'https://arxiv.org/abs/1905.03696',
  },
  params,
  check: checkGroup,
  needs: 'calibration',
  dealsBits: true,
};
