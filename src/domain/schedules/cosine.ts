/**
 * nanoGPT's `get_lr` with lr_decay_iters = the planned steps: linear warm-up, half a cosine, then the final rate. A run
 * that goes on beyond its plan keeps the final rate; a warm-up longer than the plan is simply not finished.
 */
import type { ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { finalFractionSpec } from './shared.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  finalFraction: finalFractionSpec({ default: 0.1 }),
} as const satisfies ParamSpecs;

export const cosine: ScheduleDefinition<'cosine', typeof params> = {
  id: 'cosine',
  name: { en: 'Cosine with warm-up', zh: '余弦退火（带预热）' },
  summary: {
    en: 'Rises linearly, then falls along half a cosine to a fraction of the highest learning rate.',
    zh: '先线性升高，再沿半个余弦降到最高学习率的一个比例。',
  },
  formula: String.raw`\eta_t=\eta\begin{cases}\frac{t+1}{w+1}&t<w\\ f+\frac{1-f}{2}\Big(1+\cos\pi\,\frac{t-w}{T-w}\Big)&w\le t<T\\ f&t\ge T\end{cases}`,
  source: {
    text: 'Loshchilov & Hutter 2017, SGDR, equation 5; nanoGPT, train.py, get_lr',
    url: 'https://github.com/karpathy/nanoGPT/blob/master/train.py',
  },
  params,
  factor({ warmupSteps, finalFraction }, step, total) {
    const warmup = warmupFactor(step, warmupSteps);
    if (warmup !== null) return warmup;
    if (step >= total) return finalFraction;
    const progress = (step - warmupSteps) / (total - warmupSteps);
    return finalFraction + ((1 - finalFraction) / 2) * (1 + Math.cos(Math.PI * progress));
  },
};
