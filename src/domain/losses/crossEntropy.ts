import { number, type ParamSpecs } from '../core/params.ts';
import type { LossDefinition } from './contract.ts';

const params = {
  smoothing: number({
    name: { en: 'Label smoothing', zh: '标签平滑' },
    symbol: String.raw`\varepsilon`,
    help: {
      en: 'Share of each target that is spread evenly over the whole vocabulary, so that the model stays less sure of itself. Training only: its loss then lies higher, while validation goes on measuring plain cross-entropy.',
      zh: '把每个目标的这一份额平均分给整个词表，使模型不至于过分自信。只用于训练：训练损失会因此偏高，验证仍按普通交叉熵计算。',
    },
    applies: 'live',
    default: 0,
    min: 0,
    max: 0.9,
    step: 0.01,
    usual: [0, 0.2],
  }),
} as const satisfies ParamSpecs;

export const crossEntropy: LossDefinition<'cross-entropy', typeof params> = {
  id: 'cross-entropy',
  name: { en: 'Cross-entropy', zh: '交叉熵' },
  summary: {
    en: 'Surprise at the true next token, in nats, averaged over all positions that count; its exponential is the perplexity.',
    zh: '模型对真实下一词元的“惊讶程度”，单位奈特，对所有计入的位置取平均；其指数即困惑度。',
  },
  formula: String.raw`L=-\frac1N\sum_{i=1}^{N}\Big[(1-\varepsilon)\log p_{i,y_i}+\frac{\varepsilon}{V}\sum_{v=1}^{V}\log p_{i,v}\Big],\quad p_{i,v}=\frac{e^{z_{i,v}}}{\sum_{u}e^{z_{i,u}}}`,
  source: {
    text: 'torch.nn.CrossEntropyLoss, reduction mean, ignore_index −1, label_smoothing',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
  },
  params,
  training: ({ smoothing }) => ({ smoothing }),
};
