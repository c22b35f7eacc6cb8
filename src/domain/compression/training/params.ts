/** What every pass that trains lets a person choose. */
import { choice, integer, number, type NumberSpec, type ParamSpecs, type Settings } from '../../core/params.ts';

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

export const rateSpec = (fields: Pick<NumberSpec, 'default'>): NumberSpec =>
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
  teacher: choice({
    name: { en: 'Teacher', zh: '教师模型' },
    help: {
      en: 'Learns from the text alone, or also from what the model before compression would have said to every token. That takes its forward pass beside each step.',
      zh: '只从文本学习，或同时学习压缩前的模型对每个词元的预测分布；后者每步需多做一次原模型的前向计算。',
    },
    applies: 'restart',
    default: 'none',
    options: [
      { id: 'none', name: { en: 'None', zh: '无' } },
      { id: 'original', name: { en: 'The uncompressed model', zh: '压缩前的模型' } },
    ],
  }),
  temperature: number({
    name: { en: 'Temperature', zh: '温度' },
    symbol: '\\tau',
    help: {
      en: 'Flattens both distributions before they are compared, so that unlikely tokens teach, too. Without a teacher it has no effect.',
      zh: '比较前先将两个分布变平，使小概率词元也能提供信息。没有教师模型时不起作用。',
    },
    applies: 'restart',
    advanced: true,
    default: 2,
    min: 0.5,
    max: 10,
    step: 0.5,
    usual: [1, 4],
  }),
  teacherShare: number({
    name: { en: 'Weight of the teacher', zh: '教师权重' },
    symbol: '\\alpha',
    help: {
      en: 'Part of the loss that the teacher gives; the rest is that of the text. Without a teacher it has no effect.',
      zh: '损失中来自教师模型的部分，其余来自文本。没有教师模型时不起作用。',
    },
    applies: 'restart',
    advanced: true,
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
    usual: [0.3, 0.9],
  }),
} as const satisfies ParamSpecs;

export type TrainingParams = typeof trainingParams;
export type TrainingSettings = Settings<TrainingParams>;
