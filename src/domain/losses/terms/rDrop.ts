/** R-Drop: what dropout changes in a prediction is punished. */
import type { ParamSpecs } from '../../core/params.ts';
import { countTargets } from '../../data/countTargets.ts';
import type { LossTermDefinition } from './contract.ts';
import { weightSpecs } from './weight.ts';

const params = weightSpecs('rDrop', {
  name: { en: 'R-Drop', zh: 'R-Drop' },
  help: {
    en: 'Reads every batch twice under dropout masks of their own and pulls the two predictions together. Needs dropout; twice the work and activation memory per step.',
    zh: '每个批次用两组不同的 dropout 掩码各读一遍，并使两次预测彼此接近。需要开启 dropout；每步计算量和激活内存加倍。',
  },
  applies: 'restart',
  max: 10,
  usual: [1, 5],
}) satisfies ParamSpecs;

export const rDrop: LossTermDefinition<'r-drop', typeof params> = {
  id: 'r-drop',
  key: 'rDrop',
  name: { en: 'R-Drop', zh: 'R-Drop 一致性正则' },
  summary: {
    en: 'Divergence, both ways, between the predictions of two passes under different dropout masks; the rest of the loss is the mean of both.',
    zh: '两次前向（dropout 掩码不同）所得预测之间的双向散度；其余损失取两次的平均。',
  },
  formula: String.raw`\frac{\lambda}{4N}\sum_i\big[D_{\mathrm{KL}}(p_i\,\|\,p_i')+D_{\mathrm{KL}}(p_i'\,\|\,p_i)\big]`,
  source: {
    text: 'Liang et al. 2021, R-Drop: Regularized Dropout for Neural Networks, equation 4, halved as a whole so that the loss stays a mean',
    url: 'https://arxiv.org/abs/2106.14448',
  },
  params,
  needsHead: false,
  needsTwin: true,
  value: (ops, { logits, twin, batch, whole, weight }) =>
    ops.jeffreys(
      logits,
      twin(),
      ops.input(() => batch().targets),
      () => weight() / (4 * Math.max(1, countTargets(whole()))),
    ),
};
