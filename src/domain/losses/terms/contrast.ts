/** InfoNCE over the sequences of a batch, as SimCSE has it: which of all second views belongs to a first one. */
import { number, type ParamSpecs } from '../../core/params.ts';
import type { LossTermDefinition } from './contract.ts';
import { cosinesOfViews, filledRows } from './views.ts';
import { weightSpecs } from './weight.ts';

const params = {
  ...weightSpecs('contrast', {
    name: { en: 'InfoNCE (SimCSE)', zh: 'InfoNCE（SimCSE）' },
    help: {
      en: 'Tells which second view belongs to the same sequence, by the mean of hidden states. Views are two passes with other dropout, or without dropout two crops of half the length; other sequences are those of the same batch (or part of it). Takes further passes.',
      zh: '凭隐藏状态的均值，从批次中认出同一序列的第二个视图。两个视图是 dropout 不同的两次计算；没有 dropout 时是两个半长的片段。其他序列取自同一批次（或其同一份）。需多做前向与反向计算。',
    },
    applies: 'restart',
    max: 10,
    usual: [0.01, 1],
  }),
  contrastTemperature: number({
    name: { en: 'InfoNCE: temperature', zh: 'InfoNCE：温度' },
    symbol: String.raw`\tau`,
    help: {
      en: 'Divides the cosines. Lower ones look at the nearest other sequences only.',
      zh: '余弦相似度除以它；越低越只关注最相近的其他序列。',
    },
    applies: 'live',
    advanced: true,
    default: 0.05,
    min: 0.01,
    max: 1,
    scale: 'log',
    usual: [0.05, 0.5],
  }),
} as const satisfies ParamSpecs;

export const contrast: LossTermDefinition<'info-nce', typeof params> = {
  id: 'info-nce',
  key: 'contrast',
  name: { en: 'InfoNCE (SimCSE)', zh: 'InfoNCE（SimCSE）' },
  summary: {
    en: 'Cross-entropy of finding the other view of a sequence among those of the batch, by cosine.',
    zh: '按余弦相似度在批次中找出同一序列另一视图的交叉熵。',
  },
  formula: String.raw`-\frac\lambda N\sum_i\log\frac{e^{\cos(u_i,v_i)/\tau}}{\sum_j e^{\cos(u_i,v_j)/\tau}},\quad u_i,v_i=\text{mean}_t\,h_t`,
  source: {
    text: 'Gao et al. 2021, SimCSE, equation 1; van den Oord et al. 2018, equation 4; crops as Izacard et al. 2022, section 3.1',
    url: 'https://arxiv.org/abs/2104.08821',
  },
  params,
  needsHead: true,
  comparesRows: true,
  value: (ops, pass, { contrastTemperature }) =>
    ops.pairs(cosinesOfViews(ops, pass), {
      loss: 'contrast',
      filled: () => filledRows(pass.batch()),
      amount: contrastTemperature,
      scale: () => pass.weight() / filledRows(pass.whole()),
    }),
};
