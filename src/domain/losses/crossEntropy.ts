/** Cross-entropy, the plain loss of language models, with label smoothing. */
import type { ParamSpecs } from '../core/params.ts';
import { plainTerms, type LossDefinition } from './contract.ts';
import { addedTerms, addedWeights, smoothingSpec } from './shared.ts';

const params = { smoothing: smoothingSpec, ...addedTerms } as const satisfies ParamSpecs;

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
  training: (settings) => ({ ...plainTerms, ...addedWeights(settings), smoothing: settings.smoothing }),
};
