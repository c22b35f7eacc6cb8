import { preset } from './contract.ts';

export const presidents = preset({
  id: 'presidents',
  name: { en: 'Two centuries of speeches', zh: '两个世纪的国情咨文' },
  question: {
    en: 'Does a model that read the past understand the newest speeches?',
    zh: '读过历史的模型能读懂最新的演说吗？',
  },
  experiment: {
    data: { corpus: 'sotu', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 3, heads: 4, width: 96, context: 96 },
    optimizer: { method: 'adamw', learningRate: 3e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 100, finalFraction: 0.1 },
    training: { steps: 3000, batchSize: 12, evalEvery: 100 },
  },
});
