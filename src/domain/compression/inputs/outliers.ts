/** An experiment, not a method: the outlier channels of large models, put into a small one without changing what it computes. */
import { integer, number, type ParamSpecs } from '../../core/params.ts';
import { outlierFactors } from '../quantizers/smoothing.ts';
import type { FoldingDefinition } from './contract.ts';

const params = {
  channels: integer({
    name: { en: 'Channels', zh: '通道数' },
    symbol: 'k',
    help: {
      en: 'Outlier channels after each norm, evenly spaced and the same in every layer, as large models have them.',
      zh: '每个归一化之后的离群通道数，均匀分布且各层相同，与大模型中的情形一致。',
    },
    applies: 'restart',
    default: 2,
    min: 1,
    max: 64,
    usual: [1, 6],
  }),
  size: number({
    name: { en: 'How large', zh: '放大倍数' },
    symbol: 'f',
    help: {
      en: 'How many times as large these channels become. Around 20 to 100 in models of billions of parameters.',
      zh: '这些通道放大到多少倍。在数十亿参数的模型中约为 20 到 100 倍。',
    },
    applies: 'restart',
    default: 20,
    min: 1,
    max: 1000,
    usual: [10, 100],
  }),
} as const satisfies ParamSpecs;

export const outliers: FoldingDefinition<'outliers', typeof params> = {
  id: 'outliers',
  name: { en: 'Experiment: outliers', zh: '实验：注入离群值' },
  summary: {
    en: 'Makes a few channels of the norms much larger and divides the matrices that read them: the model computes the same, and its activations become as hard to round as those of large models. Small models have no outliers of their own.',
    zh: '将归一化层的少数通道放大，并让读取它们的矩阵除以同样的倍数：模型计算结果不变，但激活变得和大模型一样难以舍入。小模型自身没有离群值。',
  },
  formula: String.raw`g'_j=f\,g_j,\quad b'_j=f\,b_j,\quad W'_{:,j}=W_{:,j}/f,\qquad j\in\{j_1\dots j_k\}`,
  source: {
    text: 'Dettmers et al. 2022, LLM.int8(), section 4, for what is imitated; the fold is that of Xiao et al. 2023, SmoothQuant, equation 3',
    url: 'https://arxiv.org/abs/2208.07339',
  },
  params,
  does: 'fold',
  factors({ channels, size }, { matrices: [{ columns }] }) {
    return outlierFactors(columns, outlierChannels(columns, channels), size);
  },
};

/** Evenly spaced, away from the ends; all of them where there are fewer. */
export function outlierChannels(columns: number, count: number): readonly number[] {
  const channels = Math.min(columns, count);
  return Array.from({ length: channels }, (_, i) => Math.floor(((i + 0.5) * columns) / channels));
}
