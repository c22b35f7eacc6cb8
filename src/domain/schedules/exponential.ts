/** torch.optim.lr_scheduler.ExponentialLR, applied at every update, behind a warm-up. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  decayPerStep: number({
    name: { en: 'Factor per step', zh: '每步系数' },
    symbol: '\\gamma',
    help: {
      en: 'What the learning rate is multiplied by at every step. It halves after 0.69/(1−γ) steps: 0.999 halves it every 693.',
      zh: '每一步学习率所乘的系数，约 0.69/(1−γ) 步后减半：0.999 每 693 步减半。',
    },
    applies: 'live',
    default: 0.999,
    min: 0.9,
    max: 1,
    step: 0.0001,
    usual: [0.99, 0.9999],
  }),
} as const satisfies ParamSpecs;

export const exponential: ScheduleDefinition<'exponential', typeof params> = {
  id: 'exponential',
  name: { en: 'Exponential', zh: '指数衰减' },
  summary: {
    en: 'Loses the same share at every step, whatever the length of the run.',
    zh: '每一步按相同比例减小，与训练总长无关。',
  },
  formula: String.raw`\eta_t=\eta\begin{cases}\frac{t+1}{w+1}&t<w\\ \gamma^{\,t-w}&t\ge w\end{cases}`,
  source: {
    text: 'torch.optim.lr_scheduler.ExponentialLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ExponentialLR.html',
  },
  params,
  factor: ({ warmupSteps, decayPerStep }, step) =>
    warmupFactor(step, warmupSteps) ?? decayPerStep ** (step - warmupSteps),
};
