import { preset } from './contract.ts';

export const sortTask = preset({
  id: 'sort-task',
  name: { en: 'Sorting letters', zh: '字母排序' },
  question: { en: 'Can a network learn an algorithm from examples alone?', zh: '网络仅凭例子能学会一个算法吗？' },
  experiment: {
    data: { corpus: 'sort', tokenizer: 'character', length: 12, symbols: 10 },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 32 },
    optimizer: { method: 'adamw', learningRate: 3e-3, beta2: 0.99, weightDecay: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 800, batchSize: 32, evalEvery: 25 },
  },
});
