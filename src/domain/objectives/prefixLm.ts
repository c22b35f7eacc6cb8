/** Prefix language model: the first tokens are seen in full by all, the loss is on what follows. */
import { number, type ParamSpecs, type Settings } from '../core/params.ts';
import type { ObjectiveDefinition } from './contract.ts';

const params = {
  longestPrefix: number({
    name: { en: 'Longest prefix', zh: '最长前缀' },
    symbol: 'r',
    help: {
      en: 'Share of a window of text that is seen in full at most: each batch draws a length up to it, validation takes half of it. Of a task it is always the question.',
      zh: '文本窗口中最多有这一份额可被完整看到：每个批次随机取一个长度，验证取其一半。任务则总是以题目为前缀。',
    },
    applies: 'restart',
    default: 0.5,
    min: 0,
    max: 0.9,
    step: 0.05,
    usual: [0.25, 0.75],
  }),
} as const satisfies ParamSpecs;

export type PrefixSettings = Settings<typeof params>;

export const prefixLm: ObjectiveDefinition<'prefix-lm', typeof params> = {
  id: 'prefix-lm',
  name: { en: 'Prefix language model', zh: '前缀语言模型' },
  summary: {
    en: 'The beginning is read in both directions, only what follows is guessed: sequence to sequence with one stack.',
    zh: '开头部分双向阅读，只预测其后的内容：用单个网络完成序列到序列。',
  },
  formula: String.raw`L=-\frac1{T-P}\sum_{i=P}^{T-1}\log p(x_i\mid x_{<i})`,
  source: {
    text: 'Raffel et al. 2020, Exploring the Limits of Transfer Learning (T5), section 3.2.1',
    url: 'https://arxiv.org/abs/1910.10683',
  },
  params,
  answers: 'continuation',
  looksAhead: true,
  // Lengths from 0 to the longest are equally likely.
  seesAhead: ({ longestPrefix }) => longestPrefix / Math.sqrt(3),
};
