/**
 * The smallest language model: a row of logits for every token, learned like any weight. It cannot do better than the
 * counts of pairs in its text, which makes it the mark that anything with a memory has to beat.
 */
import type { ParamSpecs } from '../../core/params.ts';
import type { ModelDefinition } from '../contract.ts';
import { weight } from '../initialize.ts';
import { contextSpec } from '../shared.ts';

const params = {
  context: {
    ...contextSpec,
    help: {
      en: 'Length of the training sequences. The model itself looks back at one token.',
      zh: '训练序列的长度；模型本身只看前一个词元。',
    },
  },
} as const satisfies ParamSpecs;

export const table = 'bigram.weight';

export const bigram: ModelDefinition<'bigram', typeof params> = {
  id: 'bigram',
  name: { en: 'Neural bigram', zh: '神经二元模型' },
  summary: {
    en: 'Guesses the next token from the last one alone, by one row of a table; a floor for everything that remembers more.',
    zh: '仅凭上一个词元查表预测下一个词元；凡能记住更多内容的模型都应优于它。',
  },
  formula: String.raw`p(x_{t+1}\mid x_t)=\mathrm{softmax}(W_{x_t})`,
  source: {
    text: 'Shannon 1948, A Mathematical Theory of Communication (second-order approximation)',
    url: 'https://doi.org/10.1002/j.1538-7305.1948.tb01338.x',
  },
  params,
  headless: true,
  headWidth: (_, vocabulary) => vocabulary,
  tensors: (_, vocabulary) => [
    { name: table, shape: [vocabulary, vocabulary], init: { kind: 'normal', std: 0.02 }, decay: true, outer: true },
  ],
  forward: (ops, weights, { inputs }) => ops.embedding(inputs, weight(weights, table)), // [M, V]
  context: ({ context }) => context,
  // Nothing is multiplied; adding up the gradients of rows is all there is beside the loss.
  trainingFlops: (_, vocabulary, size, time) => size * time * vocabulary,
  activationBytes: (_, vocabulary, size, time) => 4 * size * time * 2 * vocabulary,
  attentionMatrixBytes: () => 0,
  exportConfig: ({ context }, vocabulary) => ({
    architectures: ['trimtab-bigram'],
    model_type: 'trimtab-bigram',
    vocab_size: vocabulary,
    context,
  }),
};
