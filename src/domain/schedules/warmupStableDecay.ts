/** The trapezoid of MiniCPM and nanochat: the level part may go on for as long as one likes, and any time be ended by the fall. */
import { choice, number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { finalFractionSpec, halfCosine } from './shared.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  decayShare: number({
    name: { en: 'Share of the fall', zh: '下降段比例' },
    symbol: 'd',
    help: {
      en: 'Last part of the run, in which the learning rate falls; most of what the loss gains by falling comes here.',
      zh: '训练最后用于下降的比例，损失的大部分改善都发生在这一段。',
    },
    applies: 'live',
    default: 0.2,
    min: 0,
    max: 1,
    step: 0.01,
    usual: [0.1, 0.4],
  }),
  decayShape: choice({
    name: { en: 'Shape of the fall', zh: '下降形状' },
    help: {
      en: 'Linear, half a cosine, or 1 − √x, which falls fast at first.',
      zh: '直线、半余弦，或先快后慢的 1 − √x。',
    },
    applies: 'live',
    default: 'linear',
    options: [
      { id: 'linear', name: { en: 'Linear', zh: '直线' } },
      { id: 'cosine', name: { en: 'Cosine', zh: '余弦' } },
      { id: 'root', name: { en: '1 − root', zh: '1 − 平方根' } },
    ],
  }),
  finalFraction: finalFractionSpec({ default: 0 }),
} as const satisfies ParamSpecs;

const shapes: Readonly<Record<'linear' | 'cosine' | 'root', (progress: number) => number>> = {
  linear: (progress) => 1 - progress,
  cosine: halfCosine,
  root: (progress) => 1 - Math.sqrt(progress),
};

export const warmupStableDecay: ScheduleDefinition<'warmup-stable-decay', typeof params> = {
  id: 'warmup-stable-decay',
  name: { en: 'Warm-up, stable, decay', zh: '预热–稳定–衰减（WSD）' },
  summary: {
    en: 'Level until close to the end, then a quick fall. On short runs as good as the cosine or better, and easy to extend.',
    zh: '保持不变直到接近结束，再快速下降。短训练中不逊于余弦，且便于延长。',
  },
  formula: String.raw`\eta_t=\eta\begin{cases}\frac{t+1}{w+1}&t<w\\ 1&w\le t<(1-d)T\\ f+(1-f)\,h\!\Big(\frac{t-(1-d)T}{dT}\Big)&(1-d)T\le t<T\\ f&t\ge T\end{cases}\qquad h(x)=1-x`,
  source: {
    text: 'Hu et al. 2024, MiniCPM, section 4; Hägele et al. 2024, Scaling Laws and Compute-Optimal Training Beyond Fixed Training Durations (1 − √x)',
    url: 'https://arxiv.org/abs/2404.06395',
  },
  params,
  factor({ warmupSteps, decayShare, decayShape, finalFraction }, step, total) {
    const warmup = warmupFactor(step, warmupSteps);
    if (warmup !== null) return warmup;
    const begin = Math.max(warmupSteps, (1 - decayShare) * total);
    if (step >= total) return decayShare === 0 ? 1 : finalFraction;
    if (step < begin) return 1;
    return finalFraction + (1 - finalFraction) * shapes[decayShape]((step - begin) / (total - begin));
  },
};
