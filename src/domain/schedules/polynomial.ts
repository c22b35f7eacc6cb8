/** A power of what is left of the plan: linear at power 1. torch's PolynomialLR with a floor, behind a warm-up. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { finalFractionSpec, progressAfter } from './shared.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  power: number({
    name: { en: 'Power', zh: '幂次' },
    symbol: 'p',
    help: {
      en: '1 falls in a straight line; more falls early and settles slowly, less stays high and falls late.',
      zh: '1 为直线下降；更大则先快后慢，更小则先慢后快。',
    },
    applies: 'live',
    default: 1,
    min: 0.1,
    max: 10,
    scale: 'log',
    usual: [0.5, 2],
  }),
  finalFraction: finalFractionSpec({ default: 0 }),
} as const satisfies ParamSpecs;

export const polynomial: ScheduleDefinition<'polynomial', typeof params> = {
  id: 'polynomial',
  name: { en: 'Polynomial, linear', zh: '多项式（线性）' },
  summary: {
    en: 'Falls with a power of what is left of the plan; at power 1 in a straight line to the end.',
    zh: '按剩余进度的幂下降；幂次为 1 时直线降到终点。',
  },
  formula: String.raw`\eta_t=\eta\begin{cases}\frac{t+1}{w+1}&t<w\\ f+(1-f)\Big(1-\frac{t-w}{T-w}\Big)^{p}&w\le t<T\\ f&t\ge T\end{cases}`,
  source: {
    text: 'torch.optim.lr_scheduler.PolynomialLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.PolynomialLR.html',
  },
  params,
  factor: ({ warmupSteps, power, finalFraction }, step, total) =>
    warmupFactor(step, warmupSteps) ??
    finalFraction + (1 - finalFraction) * (1 - progressAfter(warmupSteps, step, total)) ** power,
};
