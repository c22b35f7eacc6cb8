/**
 * torch.optim.lr_scheduler.ReduceLROnPlateau, once per validation. The smallest rate is a fraction of the highest, and torch's
 * `eps`, by which a change of the rate must exceed nothing, is 0.
 */
import { integer, number, type ParamSpecs } from '../core/params.ts';
import type { ScheduleDefinition } from './contract.ts';
import { finalFractionSpec } from './shared.ts';
import { step } from './step.ts';
import { warmupFactor, warmupSpec } from './warmup.ts';

const validations = { en: 'validations', zh: '次验证' };

const params = {
  warmupSteps: warmupSpec({ default: 100 }),
  dropFactor: step.params.dropFactor,
  waitValidations: integer({
    name: { en: 'Patience', zh: '容忍次数' },
    unit: validations,
    help: {
      en: 'One more validation than so many without a new best lowers the learning rate.',
      zh: '连续超过这么多次验证没有刷新最好成绩时，降低学习率。',
    },
    applies: 'live',
    default: 2,
    min: 0,
    max: 1000,
    scale: 'log',
    smallest: 1,
    usual: [1, 10],
  }),
  threshold: number({
    name: { en: 'Threshold', zh: '改善阈值' },
    help: {
      en: 'Share by which a loss must be lower to be a new best.',
      zh: '损失至少降低这一比例才算刷新最好成绩。',
    },
    applies: 'live',
    advanced: true,
    default: 1e-4,
    min: 0,
    max: 0.5,
    scale: 'log',
    smallest: 1e-6,
    usual: [0, 0.01],
  }),
  cooldown: integer({
    name: { en: 'Cool-down', zh: '冷却次数' },
    unit: validations,
    help: {
      en: 'Validations after a drop that are not counted.',
      zh: '每次下降之后不计数的验证次数。',
    },
    applies: 'live',
    advanced: true,
    default: 0,
    min: 0,
    max: 1000,
    scale: 'log',
    smallest: 1,
    usual: [0, 5],
  }),
  finalFraction: finalFractionSpec({ default: 0 }),
} as const satisfies ParamSpecs;

export const plateau: ScheduleDefinition<'plateau', typeof params> = {
  id: 'plateau',
  name: { en: 'Reduce on plateau', zh: '停滞时下降' },
  summary: {
    en: 'Stays level until the validation loss stops falling, then drops: when, only the run can tell.',
    zh: '保持不变，直到验证损失不再下降才降低；何时下降取决于训练过程。',
  },
  formula: String.raw`\eta\leftarrow\max(\gamma\eta,f\eta_0)\ \text{if}\ L\ge(1-\delta)L_{\min}\ \text{more than}\ k\ \text{times}`,
  source: {
    text: 'torch.optim.lr_scheduler.ReduceLROnPlateau',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.optim.lr_scheduler.ReduceLROnPlateau.html',
  },
  params,
  factor: ({ warmupSteps }, at) => warmupFactor(at, warmupSteps) ?? 1,
  watch({ dropFactor, waitValidations, threshold, cooldown, finalFraction }, before, lossNats) {
    const { reduction, best, waited, cooling } = before ?? { reduction: 1, best: null, waited: 0, cooling: 0 };
    const better = Number.isFinite(lossNats) && (best === null || lossNats < best * (1 - threshold));
    const count = better || cooling > 0 ? 0 : waited + 1;
    const drops = count > waitValidations;
    return {
      reduction: drops ? Math.min(reduction, Math.max(reduction * dropFactor, finalFraction)) : reduction,
      best: better ? lossNats : best,
      waited: drops ? 0 : count,
      cooling: drops ? cooldown : Math.max(0, cooling - 1),
    };
  },
};
