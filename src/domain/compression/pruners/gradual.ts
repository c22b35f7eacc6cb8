/**
 * Gradual pruning while training: the share that is gone rises fast at first, when there is much to spare, and levels
 * off, so that the network can recover. Which weights go at a cut, any pruner says.
 */
import type { Definition } from '../../core/definition.ts';
import { integer, number, type ParamSpecs, type Settings } from '../../core/params.ts';
import type { Problem } from '../../core/problem.ts';

export const gradualParams = {
  initialSparsity: number({
    name: { en: 'Initial sparsity', zh: '初始稀疏度' },
    symbol: 's_i',
    help: {
      en: 'Share that is removed at the start step. It rises from there to the final sparsity.',
      zh: '在起始步移除的比例，之后逐步升到最终稀疏度。',
    },
    applies: 'restart',
    default: 0,
    min: 0,
    max: 0.99,
    step: 0.01,
  }),
  startStep: integer({
    name: { en: 'Start step', zh: '起始步' },
    symbol: 't_0',
    help: {
      en: 'Training step at which pruning starts. A trained model can start at once.',
      zh: '开始剪枝的训练步。已训练好的模型可以立即开始。',
    },
    applies: 'restart',
    default: 0,
    min: 0,
    max: 1_000_000,
  }),
  interval: integer({
    name: { en: 'Interval', zh: '间隔' },
    symbol: '\\Delta t',
    unit: { en: 'steps', zh: '步' },
    help: {
      en: 'Steps between two cuts. Longer gives more time to recover.',
      zh: '两次剪枝之间的步数。间隔越长，模型恢复的时间越多。',
    },
    applies: 'restart',
    default: 100,
    min: 1,
    max: 100_000,
    scale: 'log',
    usual: [10, 1000],
  }),
  cuts: integer({
    name: { en: 'Cuts', zh: '剪枝次数' },
    symbol: 'n',
    help: {
      en: 'Number of intervals until the final sparsity is reached.',
      zh: '达到最终稀疏度所经过的间隔数。',
    },
    applies: 'restart',
    default: 10,
    min: 1,
    max: 1000,
    scale: 'log',
    usual: [5, 100],
  }),
} as const satisfies ParamSpecs;

export type GradualSettings = Settings<typeof gradualParams>;

export const gradual: Definition<'gradual', typeof gradualParams> = {
  id: 'gradual',
  name: { en: 'Gradual pruning', zh: '渐进剪枝' },
  summary: {
    en: 'Prunes in many small cuts while training goes on, many weights at first and ever fewer.',
    zh: '在训练过程中分多次剪枝，先多后少，让模型有时间恢复。',
  },
  formula: String.raw`s_t=s_f+(s_i-s_f)\Big(1-\frac{t-t_0}{n\,\Delta t}\Big)^3`,
  source: {
    text: 'Zhu & Gupta 2017, To Prune, or Not to Prune, equation 1',
    url: 'https://arxiv.org/abs/1710.01878',
  },
  params: gradualParams,
};

export function gradualProblems({ initialSparsity }: GradualSettings, finalSparsity: number): readonly Problem[] {
  if (initialSparsity <= finalSparsity) return [];
  return [
    {
      path: 'initialSparsity',
      message: {
        en: `The initial sparsity ${initialSparsity} is above the final one, ${finalSparsity}: what is gone does not come back.`,
        zh: `初始稀疏度 ${initialSparsity} 高于最终稀疏度 ${finalSparsity}，而已剪去的权重不会恢复。`,
      },
      nearest: finalSparsity,
    },
  ];
}

/** Whether masks are drawn anew before this step. */
export function cutsAt({ startStep, interval, cuts }: GradualSettings, step: number): boolean {
  const since = step - startStep;
  return since >= 0 && since % interval === 0 && since / interval <= cuts;
}

/** The share that is gone while `step` runs: constant between two cuts, nothing before the first. */
export function gradualSparsity(settings: GradualSettings, finalSparsity: number, step: number): number {
  const { initialSparsity, startStep, interval, cuts } = settings;
  if (step < startStep) return 0;
  const done = Math.min(cuts, Math.floor((step - startStep) / interval));
  return finalSparsity + (initialSparsity - finalSparsity) * (1 - done / cuts) ** 3;
}
