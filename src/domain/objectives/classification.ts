/** A text is read, and the label that belongs to it is named. */
import { choice, integer, number, type ParamSpecs, type Settings } from '../core/params.ts';
import { mostLabels } from '../data/labelled/mostLabels.ts';
import type { ObjectiveDefinition } from './contract.ts';

const params = {
  labels: integer({
    name: { en: 'Labels', zh: '类别数' },
    symbol: 'C',
    help: {
      en: 'How many labels the data have. Lines of your own: as many as stand before their tabs.',
      zh: '数据中标签的种类数。自己的文本：制表符前有多少种标签就填多少。',
    },
    applies: 'restart',
    default: 2,
    min: 2,
    max: mostLabels,
    usual: [2, 10],
  }),
  pooling: choice({
    name: { en: 'Label read from', zh: '池化方式' },
    help: {
      en: 'The mean of all positions, where attention sees in both directions, as in an encoder; or the last position, the only one that has seen all where tokens look back, as in GPT.',
      zh: '所有位置的平均，此时注意力双向可见，如编码器；或最后一个位置：只向前看时唯有它读过全文，如 GPT。',
    },
    applies: 'restart',
    default: 'mean',
    options: [
      { id: 'mean', name: { en: 'Mean of all', zh: '全部平均' } },
      { id: 'last', name: { en: 'Last position', zh: '最后位置' } },
    ],
  }),
  shortest: number({
    name: { en: 'Shortest piece', zh: '最短片段' },
    help: {
      en: 'Pieces of a text have a new length for every batch, from this share of the context to all of it, so that short texts can be judged too. Validation takes whole ones. Lines are as long as they are.',
      zh: '每个批次的片段长度重新抽取，从上下文的这一份额到全长，使模型也能判断短文本；验证用全长片段。逐行文本长度不变。',
    },
    applies: 'restart',
    advanced: true,
    default: 0.25,
    min: 0.05,
    max: 1,
    step: 0.05,
    usual: [0.25, 1],
  }),
} as const satisfies ParamSpecs;

export type ClassificationSettings = Settings<typeof params>;

export const classification: ObjectiveDefinition<'classification', typeof params> = {
  id: 'classification',
  name: { en: 'Name the label', zh: '文本分类' },
  summary: {
    en: 'A whole text is read and its label named, by a small head on the model’s states (text classification); such a model cannot write.',
    zh: '读完整段文本后，由状态上的小输出层说出其标签（文本分类）；这种模型不能写作。',
  },
  formula: String.raw`L=-\frac1B\sum_b\log\mathrm{softmax}\Big(W^\top\sum_t s_{b,t}\,h_{b,t}\Big)_{y_b}`,
  source: {
    text: 'Radford et al. 2018, Improving Language Understanding by Generative Pre-Training, section 3.2',
    url: 'https://cdn.openai.com/research-covers/language-unsupervised/language_understanding_paper.pdf',
  },
  params,
  answers: 'label',
  looksAhead: false,
  // Lengths from the shortest to the whole context are equally likely.
  seesAhead: ({ pooling, shortest }) => (pooling === 'last' ? 0 : Math.sqrt((1 + shortest + shortest ** 2) / 3)),
  only: 'labels',
};
