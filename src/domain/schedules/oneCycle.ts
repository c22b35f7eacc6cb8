/** torch.optim.lr_scheduler.OneCycleLR with cosines; its rise and fall end on the last step of their part, not behind it. */
import { number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { halfCosine } from './shared.ts';

const params = {
  riseShare: number({
    name: { en: 'Share of the rise', zh: '上升段比例' },
    symbol: 'p',
    help: {
      en: 'Part of the run in which the learning rate rises; the rest it falls.',
      zh: '学习率上升所占的训练比例，其余时间下降。',
    },
    applies: 'live',
    default: 0.3,
    min: 0,
    max: 1,
    step: 0.01,
    usual: [0.1, 0.45],
  }),
  startDivisor: number({
    name: { en: 'Start below the peak by', zh: '起始倍数' },
    symbol: 'd',
    help: {
      en: 'The first learning rate is the highest divided by this.',
      zh: '起始学习率为最高学习率除以此数。',
    },
    applies: 'live',
    default: 25,
    min: 1,
    max: 1e6,
    scale: 'log',
    usual: [10, 100],
  }),
  endDivisor: number({
    name: { en: 'End below the start by', zh: '末端倍数' },
    symbol: 'e',
    help: {
      en: 'The last learning rate is the first divided by this.',
      zh: '最后的学习率为起始学习率除以此数。',
    },
    applies: 'live',
    default: 1e4,
    min: 1,
    max: 1e8,
    scale: 'log',
    usual: [10, 1e4],
  }),
} as const satisfies ParamSpecs;

export const oneCycle: ScheduleDefinition<'one-cycle', typeof params> = {
  id: 'one-cycle',
  name: { en: 'One cycle', zh: '单周期' },
  summary: {
    en: 'One long rise to a high learning rate and a longer fall to almost nothing, over exactly the planned steps.',
    zh: '在计划步数内先升到很高的学习率，再用更长时间降到接近零。',
  },
  formula: String.raw`\eta_t=\eta\begin{cases}\frac1d+\big(1-\frac1d\big)\,c\!\Big(\frac{t}{pT-1}\Big)&t\le pT-1\\ \frac1{de}+\big(1-\frac1{de}\big)\Big[1-c\!\Big(\frac{t-(pT-1)}{T-pT}\Big)\Big]&t>pT-1\end{cases}\qquad c(x)=\tfrac{1-\cos\pi x}{2}`,
  source: {
    text: 'Smith & Topin 2018, Super-Convergence; torch.optim.lr_scheduler.OneCycleLR',
    url: 'https://arxiv.org/abs/1708.07120',
  },
  params,
  factor({ riseShare, startDivisor, endDivisor }, step, total) {
    const [start, end] = [1 / startDivisor, 1 / (startDivisor * endDivisor)];
    const peakAt = riseShare * total - 1;
    if (step <= peakAt) return peakAt <= 0 ? 1 : 1 + (start - 1) * halfCosine(step / peakAt);
    const fall = total - 1 - peakAt;
    return end + (1 - end) * halfCosine(Math.min(1, (step - Math.max(0, peakAt)) / Math.min(fall, total - 1 || 1)));
  },
};
