/** The contrastive loss with a margin: views of one sequence are pulled together, others apart until they are far enough. */
import { number, type ParamSpecs } from '../../core/params.ts';
import type { LossTermDefinition } from './contract.ts';
import { cosinesOfViews, filledRows } from './views.ts';
import { weightSpecs } from './weight.ts';

const params = {
  ...weightSpecs('margin', {
    name: { en: 'Margin', zh: '间隔' },
    help: {
      en: 'Pulls the views of a sequence together, and pushes other sequences away up to a distance. Views are two passes with other dropout, or without dropout two crops of half the length; other sequences are those of the same batch (or part of it). Takes further passes.',
      zh: '把同一序列的视图拉近，把其他序列推到一定距离之外。两个视图是 dropout 不同的两次计算；没有 dropout 时是两个半长的片段。其他序列取自同一批次（或其同一份）。需多做前向与反向计算。',
    },
    applies: 'restart',
    max: 10,
    usual: [0.01, 1],
  }),
  marginDistance: number({
    name: { en: 'Margin: distance', zh: '间隔：距离' },
    symbol: 'm',
    help: {
      en: 'What is farther apart than this on the unit sphere is left alone; opposites are 2 apart.',
      zh: '在单位球面上比这更远的不再推开；正相反的两点相距 2。',
    },
    applies: 'live',
    advanced: true,
    default: 1,
    min: 0,
    max: 2,
    step: 0.05,
    usual: [0.5, 1.5],
  }),
} as const satisfies ParamSpecs;

export const margin: LossTermDefinition<'margin', typeof params> = {
  id: 'margin',
  key: 'margin',
  name: { en: 'Margin loss', zh: '间隔损失' },
  summary: {
    en: 'Half the squared distance of the views, and half the square of what other sequences lack to the margin.',
    zh: '两视图距离平方的一半，加上其他序列距间隔所缺之平方的一半。',
  },
  formula: String.raw`\frac\lambda N\sum_i\Big[\tfrac12\|\hat u_i-\hat v_i\|^2+\frac1{N-1}\sum_{j\ne i}\tfrac12\max\big(0,\,m-\|\hat u_i-\hat v_j\|\big)^2\Big]`,
  source: {
    text: 'Hadsell et al. 2006, Dimensionality Reduction by Learning an Invariant Mapping, equation 4',
    url: 'https://doi.org/10.1109/CVPR.2006.100',
  },
  params,
  needsHead: true,
  comparesRows: true,
  value: (ops, pass, { marginDistance }) =>
    ops.pairs(cosinesOfViews(ops, pass), {
      loss: 'margin',
      filled: () => filledRows(pass.batch()),
      amount: marginDistance,
      scale: () => pass.weight() / filledRows(pass.whole()),
    }),
};
