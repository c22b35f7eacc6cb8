/** Focal loss: cross-entropy that counts targets less the surer the model is of them. */
import { number, type ParamSpecs } from '../core/params.ts';
import { plainTerms, type LossDefinition } from './contract.ts';
import { addedTerms, addedWeights } from './shared.ts';

const params = {
  focus: number({
    name: { en: 'Focus', zh: '聚焦指数' },
    symbol: String.raw`\gamma`,
    help: {
      en: 'Power of the probability that is missing from the target. At 0 this is cross-entropy; at 2 a target of probability 0.9 counts a hundredth. Training only: its loss lies lower, while validation goes on measuring plain cross-entropy.',
      zh: '目标所缺概率的幂次。取 0 即普通交叉熵；取 2 时，概率已达 0.9 的目标只计百分之一。只用于训练：训练损失会因此偏低，验证仍按普通交叉熵计算。',
    },
    applies: 'live',
    default: 2,
    min: 0,
    max: 5,
    step: 0.1,
    usual: [0.5, 2],
  }),
  ...addedTerms,
} as const satisfies ParamSpecs;

export const focal: LossDefinition<'focal', typeof params> = {
  id: 'focal',
  name: { en: 'Focal loss', zh: '焦点损失' },
  summary: {
    en: 'Cross-entropy that turns away from what the model already knows: each target is weighted by a power of the probability it still lacks.',
    zh: '把注意力从模型已掌握的内容移开的交叉熵：每个目标按其尚缺概率的幂次加权。',
  },
  formula: String.raw`L=-\frac1N\sum_{i=1}^{N}(1-p_{i,y_i})^{\gamma}\log p_{i,y_i}`,
  source: {
    text: 'Lin et al. 2017, Focal Loss for Dense Object Detection, equation 4, over the classes of a softmax',
    url: 'https://arxiv.org/abs/1708.02002',
  },
  params,
  training: (settings) => ({ ...plainTerms, ...addedWeights(settings), focus: settings.focus }),
};
