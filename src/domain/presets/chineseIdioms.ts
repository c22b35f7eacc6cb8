import { preset } from './contract.ts';

export const chineseIdioms = preset({
  id: 'chinese-idioms',
  name: { en: 'Inventing Chinese idioms', zh: '编造成语' },
  question: { en: 'Does four characters in a row make an idiom?', zh: '四个字连在一起，就成了成语吗？' },
  experiment: {
    data: { corpus: 'chinese-idioms', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 20, dropout: 0.1 },
    optimizer: { method: 'adamw', learningRate: 4e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 1500, batchSize: 32, evalEvery: 50 },
  },
});
