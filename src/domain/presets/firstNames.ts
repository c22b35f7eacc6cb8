import { preset } from './contract.ts';

export const firstNames = preset({
  id: 'first-names',
  name: { en: 'Inventing first names', zh: '编造英文名字' },
  question: {
    en: 'Can a model of a few thousand weights invent names that nobody bears?',
    zh: '小小的模型能编出没人用过的名字吗？',
  },
  experiment: {
    data: { corpus: 'first-names', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 48, context: 32 },
    optimizer: { method: 'adamw', learningRate: 5e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 1000, batchSize: 32, evalEvery: 50 },
  },
});
