/** Triplets of a view, the other view of its sequence, and that of another: FaceNet’s loss, over all others of the batch. */
import { number, type ParamSpecs } from '../../core/params.ts';
import type { LossTermDefinition } from './contract.ts';
import { cosinesOfViews, filledRows } from './views.ts';
import { weightSpecs } from './weight.ts';

const params = {
  ...weightSpecs('triplet', {
    name: { en: 'Triplet', zh: '三元组' },
    help: {
      en: 'Wants the other view of a sequence nearer than any other sequence. Views are two passes with other dropout, or without dropout two crops of half the length; other sequences are those of the same batch (or part of it). Takes further passes.',
      zh: '要求同一序列的另一视图比任何其他序列都近。两个视图是 dropout 不同的两次计算；没有 dropout 时是两个半长的片段。其他序列取自同一批次（或其同一份）。需多做前向与反向计算。',
    },
    applies: 'restart',
    max: 10,
    usual: [0.01, 1],
  }),
  tripletMargin: number({
    name: { en: 'Triplet: margin', zh: '三元组：间隔' },
    symbol: 'm',
    help: {
      en: 'By how much nearer, in squared distances on the unit sphere, which reach 4.',
      zh: '要近多少，以单位球面上的平方距离计（最大为 4）。',
    },
    applies: 'live',
    advanced: true,
    default: 0.2,
    min: 0,
    max: 2,
    step: 0.05,
    usual: [0.1, 1],
  }),
} as const satisfies ParamSpecs;

export const triplet: LossTermDefinition<'triplet', typeof params> = {
  id: 'triplet',
  key: 'triplet',
  name: { en: 'Triplet loss', zh: '三元组损失' },
  summary: {
    en: 'Mean over all other sequences of how much too near they are, compared with the other view.',
    zh: '其他序列与另一视图相比“过近”多少，取平均。',
  },
  formula: String.raw`\frac\lambda N\sum_i\frac1{N-1}\sum_{j\ne i}\max\big(0,\,m+\|\hat u_i-\hat v_i\|^2-\|\hat u_i-\hat v_j\|^2\big)`,
  source: {
    text: 'Schroff et al. 2015, FaceNet, equation 2, over all triplets as Hermans et al. 2017',
    url: 'https://arxiv.org/abs/1503.03832',
  },
  params,
  needsHead: true,
  comparesRows: true,
  value: (ops, pass, { tripletMargin }) =>
    ops.pairs(cosinesOfViews(ops, pass), {
      loss: 'triplet',
      filled: () => filledRows(pass.batch()),
      amount: tripletMargin,
      scale: () => pass.weight() / filledRows(pass.whole()),
    }),
};
