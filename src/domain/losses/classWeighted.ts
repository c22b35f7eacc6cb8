/** Cross-entropy in which rare tokens weigh more than frequent ones. */
import { number, type ParamSpecs } from '../core/params.ts';
import { plainTerms, type LossDefinition } from './contract.ts';
import { addedTerms, addedWeights, smoothingSpec } from './shared.ts';

const params = {
  balance: number({
    name: { en: 'Balance', zh: '平衡指数' },
    symbol: String.raw`\kappa`,
    help: {
      en: 'Power of a token’s rarity by which its positions weigh. At 0 this is cross-entropy; at 1 every token of the vocabulary has the same say, however rare. Training only: validation goes on measuring plain cross-entropy.',
      zh: '各位置按词元稀有程度的这一幂次加权。取 0 即普通交叉熵；取 1 则词表中每个词元无论多稀有都有同样的分量。只用于训练：验证仍按普通交叉熵计算。',
    },
    applies: 'live',
    default: 0.5,
    min: 0,
    max: 1,
    step: 0.05,
    usual: [0.25, 1],
  }),
  smoothing: smoothingSpec,
  ...addedTerms,
} as const satisfies ParamSpecs;

export const classWeighted: LossDefinition<'class-weighted', typeof params> = {
  id: 'class-weighted',
  name: { en: 'Class-weighted cross-entropy', zh: '类别加权交叉熵' },
  summary: {
    en: 'Mean of the surprise in which rare tokens weigh more: by a power of one over their frequency in the training data.',
    zh: '让稀有词元占更大比重的加权平均：权重为其在训练数据中频率倒数的幂次。',
  },
  formula: String.raw`L=-\frac{\sum_i w_{y_i}\log p_{i,y_i}}{\sum_i w_{y_i}},\quad w_c\propto f_c^{-\kappa}`,
  source: {
    text: 'torch.nn.CrossEntropyLoss, weight, reduction mean; inverse frequencies as in sklearn.utils.class_weight',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
  },
  params,
  training: (settings) => ({
    ...plainTerms,
    ...addedWeights(settings),
    smoothing: settings.smoothing,
    balance: settings.balance,
  }),
};
