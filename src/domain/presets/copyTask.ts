import { preset } from './contract.ts';

export const copyTask = preset({
  id: 'copy-task',
  name: { en: 'Copying a string', zh: '复制字符串' },
  question: { en: 'When does attention discover that it can look back?', zh: '注意力何时发现自己可以回头看？' },
  experiment: {
    data: { corpus: 'copy', tokenizer: 'character', length: 24, symbols: 16 },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 64 },
    optimizer: { method: 'adamw', learningRate: 3e-3, beta2: 0.99, weightDecay: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 400, batchSize: 32, evalEvery: 20 },
  },
});
