/**
 * The experiment: everything that decides a run, as one plain value. The sections below are the only list of what an
 * experiment contains; validation, forms, URL keys, run differences and documentation walk them.
 */
import { corpora } from '../corpora/index.ts';
import type { Definition } from '../core/definition.ts';
import { integer, type Applies, type ParamSpecs, type ParamValue, type Settings } from '../core/params.ts';
import type { LocalText } from '../core/text.ts';
import { losses } from '../losses/index.ts';
import { lossTerms } from '../losses/terms/index.ts';
import { models } from '../models/index.ts';
import { objectives, plainObjective } from '../objectives/index.ts';
import { optimizers } from '../optimizers/index.ts';
import { regularizationParams, type RegularizationSettings } from '../regularization/params.ts';
import { schedules } from '../schedules/index.ts';
import { tokenizerChoices } from '../tokenizers/index.ts';

export const configVersion = 1;

export type CorpusId = keyof typeof corpora;
export type TokenizerId = keyof typeof tokenizerChoices;
export type ArchitectureId = keyof typeof models;
export type OptimizerId = keyof typeof optimizers;
export type ScheduleId = keyof typeof schedules;
export type ObjectiveId = keyof typeof objectives;
export type LossId = keyof typeof losses;

export const seedSpec = integer({
  name: { en: 'Seed', zh: '随机种子' },
  help: {
    en: 'Fixes initial weights, data order and dropout. The same seed, settings and backend give the same curve.',
    zh: '决定初始权重、数据顺序和 dropout。种子、设置和后端相同，曲线就相同。',
  },
  applies: 'restart',
  default: 1,
  min: 0,
  max: 2147483647,
});

export const trainingParams = {
  steps: integer({
    name: { en: 'Steps', zh: '训练步数' },
    help: {
      en: 'Number of optimizer updates. The schedule is stretched over them.',
      zh: '优化器更新的次数，学习率调度按此展开。',
    },
    applies: 'live',
    default: 2000,
    min: 1,
    max: 1000000,
    scale: 'log',
    usual: [200, 20000],
  }),
  batchSize: integer({
    name: { en: 'Batch size', zh: '批大小' },
    symbol: 'B',
    help: {
      en: 'Sequences per update. Larger batches give smoother gradients and take longer.',
      zh: '每次更新使用的序列数。批越大，梯度越平稳，每步也越慢。',
    },
    applies: 'restart',
    default: 12,
    min: 1,
    max: 512,
    scale: 'log',
    usual: [4, 64],
  }),
  gradientAccumulation: integer({
    name: { en: 'Gradient accumulation', zh: '梯度累积' },
    unit: { en: 'parts', zh: '份' },
    help: {
      en: 'The batch is computed in so many parts, one after another, and their gradients are added up before the update. Same result, less memory, somewhat slower.',
      zh: '把一个批次分成若干份依次计算，梯度累加后再更新。结果相同，内存更省，速度略慢。',
    },
    applies: 'restart',
    default: 1,
    min: 1,
    max: 512,
    scale: 'log',
    usual: [1, 8],
  }),
  evalEvery: integer({
    name: { en: 'Validate every', zh: '验证间隔' },
    unit: { en: 'steps', zh: '步' },
    help: {
      en: 'How often the loss on held-out text is measured and a sample is written.',
      zh: '每隔多少步测一次验证损失并生成一段样例。',
    },
    applies: 'live',
    default: 100,
    min: 1,
    max: 100000,
    scale: 'log',
    usual: [20, 500],
  }),
  patience: integer({
    name: { en: 'Stop early after', zh: '提前停止' },
    unit: { en: 'validations', zh: '次验证' },
    help: {
      en: 'Ends the run when so many validations in a row were no better than the best, and puts the weights of the best one back. 0 goes on to the planned end.',
      zh: '连续这么多次验证都没有超过最好成绩时结束训练，并恢复最好那次的权重。0 表示训练到计划结束。',
    },
    applies: 'live',
    advanced: true,
    default: 0,
    min: 0,
    max: 1000,
    scale: 'log',
    smallest: 1,
    usual: [0, 10],
  }),
  evalWindows: integer({
    name: { en: 'Validation windows', zh: '验证窗口数' },
    help: {
      en: 'How many windows of held-out text each interim validation reads, spread evenly. The final one reads all.',
      zh: '训练途中每次验证读取的窗口数，均匀分布；结束时读取全部。',
    },
    applies: 'live',
    advanced: true,
    default: 64,
    min: 1,
    max: 100000,
    scale: 'log',
    usual: [16, 512],
  }),
} as const satisfies ParamSpecs;

type Method<Key extends string, Id extends string> = Readonly<Record<Key, Id>> & Readonly<Record<string, ParamValue>>;

export interface ExperimentConfig {
  readonly version: typeof configVersion;
  readonly seed: number;
  readonly data: Readonly<Record<'corpus', CorpusId> & Record<'tokenizer', TokenizerId>> &
    Readonly<Record<string, ParamValue>>;
  readonly model: Method<'architecture', ArchitectureId>;
  readonly optimizer: Method<'method', OptimizerId>;
  readonly schedule: Method<'method', ScheduleId>;
  readonly regularization: RegularizationSettings;
  readonly objective: Method<'method', ObjectiveId>;
  readonly loss: Method<'method', LossId>;
  /** What is added to the loss. */
  readonly terms: Readonly<Record<string, ParamValue>>;
  readonly training: Settings<typeof trainingParams>;
}

export type SectionId = Exclude<keyof ExperimentConfig, 'version' | 'seed'>;

/** A key of a section whose value names a definition; that definition's parameters then sit beside it. */
export interface Selector {
  readonly key: string;
  readonly name: LocalText;
  readonly registry: Readonly<Record<string, Definition>>;
  readonly default: string;
  /** Whether another choice can take effect in the middle of a run. */
  readonly applies: Applies;
}

export interface Section {
  readonly id: SectionId;
  readonly name: LocalText;
  readonly selectors: readonly Selector[];
  /** Definitions that are there whatever is selected. */
  readonly always?: readonly Definition[];
  /** Parameters that are there whatever is selected. */
  readonly params: ParamSpecs;
}

export const sections: readonly Section[] = [
  {
    id: 'data',
    name: { en: 'Data', zh: '数据' },
    selectors: [
      {
        key: 'corpus',
        name: { en: 'Corpus', zh: '语料' },
        registry: corpora,
        default: 'moby-dick',
        applies: 'restart',
      },
      {
        key: 'tokenizer',
        name: { en: 'Tokenizer', zh: '分词器' },
        registry: tokenizerChoices,
        default: 'character',
        applies: 'restart',
      },
    ],
    params: {},
  },
  {
    id: 'model',
    name: { en: 'Model', zh: '模型' },
    selectors: [
      {
        key: 'architecture',
        name: { en: 'Architecture', zh: '架构' },
        registry: models,
        default: 'transformer',
        applies: 'restart',
      },
    ],
    params: {},
  },
  {
    id: 'optimizer',
    name: { en: 'Optimizer', zh: '优化器' },
    selectors: [
      { key: 'method', name: { en: 'Method', zh: '方法' }, registry: optimizers, default: 'adamw', applies: 'restart' },
    ],
    params: {},
  },
  {
    id: 'schedule',
    name: { en: 'Learning-rate schedule', zh: '学习率调度' },
    selectors: [
      { key: 'method', name: { en: 'Shape', zh: '形状' }, registry: schedules, default: 'cosine', applies: 'live' },
    ],
    params: {},
  },
  { id: 'regularization', name: { en: 'Regularisation', zh: '正则化' }, selectors: [], params: regularizationParams },
  {
    id: 'objective',
    name: { en: 'Objective', zh: '训练目标' },
    selectors: [
      {
        key: 'method',
        name: { en: 'Method', zh: '方法' },
        registry: objectives,
        default: plainObjective,
        applies: 'restart',
      },
    ],
    params: {},
  },
  {
    id: 'loss',
    name: { en: 'Loss', zh: '损失函数' },
    selectors: [
      {
        key: 'method',
        name: { en: 'Method', zh: '方法' },
        registry: losses,
        default: 'cross-entropy',
        applies: 'restart',
      },
    ],
    params: {},
  },
  {
    id: 'terms',
    name: { en: 'Added terms', zh: '附加损失项' },
    selectors: [],
    always: Object.values(lossTerms),
    params: {},
  },
  { id: 'training', name: { en: 'Training', zh: '训练' }, selectors: [], params: trainingParams },
];
