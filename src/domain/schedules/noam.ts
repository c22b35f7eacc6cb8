/**
 * The schedule of the first Transformer, d^{−½} min(t^{−½}, t w^{−1.5}), by its highest value, which is at t = w: the chosen
 * learning rate is that height, as with every other schedule, instead of a function of the width.
 */
import { integer, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';

const params = {
  peakStep: integer({
    name: { en: 'Warm-up to the peak', zh: '到峰值的预热步数' },
    symbol: 'w',
    unit: { en: 'steps', zh: '步' },
    help: {
      en: 'The learning rate rises linearly to its highest value at this step, and falls like 1/√t from there. The paper took 4000.',
      zh: '学习率线性升高，在这一步达到最高，之后按 1/√t 下降。原论文取 4000。',
    },
    applies: 'live',
    default: 100,
    min: 1,
    max: 100000,
    scale: 'log',
    usual: [50, 4000],
  }),
} as const satisfies ParamSpecs;

export const noam: ScheduleDefinition<'noam', typeof params> = {
  id: 'noam',
  name: { en: 'Noam, inverse root', zh: 'Noam（平方根倒数）' },
  summary: {
    en: 'Rises linearly, then falls like one over the root of the step: without any plan of how long the run will be.',
    zh: '先线性升高，再按步数平方根的倒数下降，无需预先知道训练总长。',
  },
  formula: String.raw`\eta_t=\eta\,\min\!\Big(\frac{t+1}{w},\sqrt{\frac{w}{t+1}}\Big)`,
  source: {
    text: 'Vaswani et al. 2017, Attention Is All You Need, equation 3, with η = d^{−½}w^{−½}',
    url: 'https://arxiv.org/abs/1706.03762',
  },
  params,
  factor: ({ peakStep }, step) => Math.min((step + 1) / peakStep, Math.sqrt(peakStep / (step + 1))),
};
