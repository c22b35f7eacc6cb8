/** torch.optim.lr_scheduler.CyclicLR: up and down in straight lines, as often as the run is long. */
import { choice, integer, number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';

const params = {
  halfCycleSteps: integer({
    name: { en: 'Half a cycle', zh: '半周期' },
    symbol: 'k',
    unit: { en: 'steps', zh: '步' },
    help: {
      en: 'Steps from the lowest learning rate to the highest, and as many down again.',
      zh: '从最低升到最高学习率所用的步数，下降亦同。',
    },
    applies: 'live',
    default: 200,
    min: 1,
    max: 1000000,
    scale: 'log',
    usual: [50, 2000],
  }),
  lowFraction: number({
    name: { en: 'Lowest fraction', zh: '最低比例' },
    symbol: 'b',
    help: {
      en: 'The lowest learning rate, as a fraction of the highest.',
      zh: '最低学习率与最高学习率之比。',
    },
    applies: 'live',
    default: 0.1,
    min: 0,
    max: 1,
    step: 0.01,
    usual: [0.05, 0.3],
  }),
  shrinking: choice({
    name: { en: 'Later cycles', zh: '后续周期' },
    help: {
      en: 'Whether every cycle is as high as the first, or half as high as the one before.',
      zh: '各周期等高，或每个周期的高度为前一个的一半。',
    },
    applies: 'live',
    default: 'none',
    options: [
      { id: 'none', name: { en: 'As high', zh: '等高' } },
      { id: 'half', name: { en: 'Half as high', zh: '逐次减半' } },
    ],
  }),
} as const satisfies ParamSpecs;

export const triangular: ScheduleDefinition<'triangular', typeof params> = {
  id: 'triangular',
  name: { en: 'Triangular', zh: '三角循环' },
  summary: {
    en: 'Rises and falls in straight lines, over and over; it ends low only where the run ends with a cycle.',
    zh: '沿直线反复升降；只有训练恰在周期末结束时，学习率才是低的。',
  },
  formula: String.raw`\eta_t=\eta\big[b+(1-b)\,2^{-n s}\max(0,1-|t/k-2n-1|)\big],\quad n=\lfloor t/2k\rfloor,\ s\in\{0,1\}`,
  source: {
    text: 'Smith 2017, Cyclical Learning Rates for Training Neural Networks, section 3; torch.optim.lr_scheduler.CyclicLR',
    url: 'https://arxiv.org/abs/1506.01186',
  },
  params,
  factor({ halfCycleSteps, lowFraction, shrinking }, step) {
    const cycle = Math.floor(step / (2 * halfCycleSteps));
    const height = Math.max(0, 1 - Math.abs(step / halfCycleSteps - 2 * cycle - 1));
    return lowFraction + (1 - lowFraction) * height * (shrinking === 'half' ? 0.5 ** cycle : 1);
  },
};
