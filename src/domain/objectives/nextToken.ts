/** The plain language model. */
import type { ObjectiveDefinition } from './contract.ts';

export const nextToken: ObjectiveDefinition<'next-token', Record<never, never>> = {
  id: 'next-token',
  name: { en: 'Next token', zh: '预测下一词元' },
  summary: {
    en: 'Every token is guessed from those before it: the objective of GPT.',
    zh: '每个词元都由它之前的词元来预测，即 GPT 的训练目标。',
  },
  formula: String.raw`L=-\frac1N\sum_i\log p(x_i\mid x_{<i})`,
  source: {
    text: 'Bengio et al. 2003, A Neural Probabilistic Language Model',
    url: 'https://www.jmlr.org/papers/v3/bengio03a.html',
  },
  params: {},
  answers: 'continuation',
  looksAhead: false,
};
