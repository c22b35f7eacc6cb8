/** What every pass that trains lets a person choose. */
import { integer, number, type NumberSpec, type ParamSpecs, type Settings } from '../../core/params.ts';

export const stepsSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
  integer({
    name: { en: 'Steps', zh: '训练步数' },
    symbol: 'T',
    help: {
      en: 'Updates of the weights. More recover more of what compression lost, and take longer.',
      zh: '权重更新的次数。步数越多，恢复得越充分，用时也越长。',
    },
    applies: 'restart',
    min: 1,
    max: 20_000,
    scale: 'log',
    usual: [50, 2000],
    ...fields,
  });

const rateSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
  number({
    name: { en: 'Learning rate', zh: '学习率' },
    symbol: '\\eta',
    help: {
      en: 'The highest of the pass: it rises over the first tenth of the steps and falls to nothing along a cosine. About a quarter of what the model was trained with suits most.',
      zh: '本步骤的最高学习率：在前十分之一的步数内升高，之后沿余弦降到零。通常取训练该模型所用学习率的四分之一左右。',
    },
    applies: 'restart',
    min: 1e-6,
    max: 1,
    scale: 'log',
    usual: [1e-4, 4e-3],
    ...fields,
  });

export const trainingParams = {
  steps: stepsSpec({ default: 200 }),
  learningRate: rateSpec({ default: 1e-3 }),
} as const satisfies ParamSpecs;

export type TrainingParams = typeof trainingParams;
export type TrainingSettings = Settings<TrainingParams>;
