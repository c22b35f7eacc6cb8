/** Parameter specifications that several schedules share, so that values survive a change of shape. */
import { number, type NumberSpec } from '../core/params.ts';

export const finalFractionSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
  number({
    name: { en: 'Final fraction', zh: '末端比例' },
    symbol: 'f',
    help: {
      en: 'Learning rate at the end, as a fraction of the highest. A small value lets the loss settle.',
      zh: '训练结束时的学习率与最高学习率之比。较小的值使损失平稳收敛。',
    },
    applies: 'live',
    min: 0,
    max: 1,
    step: 0.01,
    usual: [0, 0.2],
    ...fields,
  });

/** From 1 at 0 to 0 at 1. */
export const halfCosine = (progress: number): number => (1 + Math.cos(Math.PI * progress)) / 2;

/** How much of the plan behind the warm-up is done, from 0 to 1. */
export const progressAfter = (warmupSteps: number, step: number, total: number): number =>
  step >= total ? 1 : (step - warmupSteps) / (total - warmupSteps);
