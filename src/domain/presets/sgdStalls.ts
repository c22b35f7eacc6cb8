/** The default preset with another optimizer, with the momentum that served SGD best in trials of this size. */
import { preset } from './contract.ts';

export const sgdStalls = preset({
  id: 'sgd-stalls',
  name: { en: 'SGD on the same text', zh: '同一文本，改用 SGD' },
  question: { en: 'Why does SGD stall where Adam does not?', zh: '为什么 Adam 还在进步时 SGD 却停滞不前？' },
  experiment: {
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 64 },
    optimizer: { method: 'sgd', learningRate: 0.3, momentum: 0.9 },
    schedule: { method: 'cosine', warmupSteps: 100, finalFraction: 0.1 },
    training: { steps: 1000, batchSize: 12, evalEvery: 50 },
  },
});
