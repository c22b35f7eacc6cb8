/** torch.optim.lr_scheduler.StepLR behind a warm-up. */
import { integer, number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  everySteps: integer({
    name: { en: 'Steps between drops', zh: '下降间隔' },
    symbol: 'k',
    unit: { en: 'steps', zh: '步' },
    help: {
      en: 'After so many steps the learning rate is multiplied by γ, and again after as many more.',
      zh: '每隔这么多步，学习率乘以 γ 一次。',
    },
    applies: 'live',
    default: 500,
    min: 1,
    max: 1000000,
    scale: 'log',
    usual: [50, 5000],
  }),
  dropFactor: number({
    name: { en: 'Factor of a drop', zh: '下降系数' },
    symbol: '\\gamma',
    help: { en: 'What the learning rate is multiplied by at each drop.', zh: '每次下降时学习率所乘的系数。' },
    applies: 'live',
    default: 0.5,
    min: 0.01,
    max: 1,
    step: 0.01,
    usual: [0.1, 0.5],
  }),
} as const satisfies ParamSpecs;

export const step: ScheduleDefinition<'step', typeof params> = {
  id: 'step',
  name: { en: 'Step', zh: '阶梯下降' },
  summary: {
    en: 'Stays level and drops by a factor at regular steps, so that the loss falls in stairs.',
    zh: '分段保持不变，每隔固定步数乘以一个系数，损失随之呈阶梯状下降。',
  },
  formula: String.raw`\eta_t=\eta\begin{cases}\frac{t+1}{w+1}&t<w\\ \gamma^{\lfloor (t-w)/k\rfloor}&t\ge w\end{cases}`,
  source: {
    text: 'torch.optim.lr_scheduler.StepLR',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.StepLR.html',
  },
  params,
  factor: ({ warmupSteps, everySteps, dropFactor }, at) =>
    warmupFactor(at, warmupSteps) ?? dropFactor ** Math.floor((at - warmupSteps) / everySteps),
};
