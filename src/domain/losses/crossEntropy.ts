import type { LossDefinition } from './contract.ts';

export const crossEntropy: LossDefinition<'cross-entropy', Record<never, never>> = {
  id: 'cross-entropy',
  name: { en: 'Cross-entropy', zh: '交叉熵' },
  summary: {
    en: 'Surprise at the true next token, in nats, averaged over all positions that count; its exponential is the perplexity.',
    zh: '模型对真实下一词元的“惊讶程度”，单位奈特，对所有计入的位置取平均；其指数即困惑度。',
  },
  formula: String.raw`L=-\frac1N\sum_{i=1}^{N}\log\frac{e^{z_{i,y_i}}}{\sum_{v=1}^{V}e^{z_{i,v}}}`,
  source: {
    text: 'torch.nn.CrossEntropyLoss, reduction mean, ignore_index −1',
    url: 'https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html',
  },
  params: {},
};
