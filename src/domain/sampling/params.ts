/** What a person can choose about generation, as specifications, so that its controls are made like all others. */
import { integer, number, type ParamSpecs, type Settings } from '../core/params.ts';

export const samplingParams = {
  temperature: number({
    name: { en: 'Temperature', zh: '温度' },
    symbol: '\\tau',
    help: {
      en: 'Divides the logits. Below 1 the model keeps to what it is sure of, above 1 it takes risks; 0 always takes the most probable token.',
      zh: '用来除 logits。小于 1 时模型更保守，大于 1 时更冒险；0 表示总取概率最大的词元。',
    },
    applies: 'live',
    default: 0.8,
    min: 0,
    max: 5,
    step: 0.05,
    usual: [0.5, 1.2],
  }),
  topK: integer({
    name: { en: 'Top-k', zh: 'Top-k 采样' },
    symbol: 'k',
    help: {
      en: 'Draws only from the k most probable tokens. 0 keeps all.',
      zh: '只从概率最大的 k 个词元中抽取。0 表示全部保留。',
    },
    applies: 'live',
    default: 0,
    min: 0,
    max: 1000,
    scale: 'log',
    smallest: 1,
    usual: [0, 50],
  }),
  topP: number({
    name: { en: 'Top-p', zh: 'Top-p（核采样）' },
    symbol: 'p',
    help: {
      en: 'Draws only from the smallest set of tokens whose probabilities reach p together (nucleus sampling). 1 keeps all.',
      zh: '只从累计概率达到 p 的最小词元集合中抽取（核采样）。1 表示全部保留。',
    },
    applies: 'live',
    default: 1,
    min: 0.01,
    max: 1,
    step: 0.01,
    usual: [0.8, 1],
  }),
  maxTokens: integer({
    name: { en: 'Length', zh: '长度' },
    unit: { en: 'tokens', zh: '词元' },
    help: { en: 'How many tokens are written.', zh: '生成多少个词元。' },
    applies: 'live',
    default: 200,
    min: 1,
    max: 5000,
    scale: 'log',
    usual: [50, 1000],
  }),
} as const satisfies ParamSpecs;

export type SamplingSettings = Settings<typeof samplingParams>;
