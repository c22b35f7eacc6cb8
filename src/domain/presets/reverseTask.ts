import { preset } from './contract.ts';

export const reverseTask = preset({
  id: 'reverse-task',
  name: { en: 'Reversing a string seen in full', zh: '看全题目再逆序' },
  question: { en: 'Does it help to read the question in both directions?', zh: '双向阅读题目有帮助吗？' },
  experiment: {
    data: { corpus: 'reverse', tokenizer: 'character', length: 12, symbols: 10 },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 32 },
    objective: { method: 'prefix-lm' },
    optimizer: { method: 'adamw', learningRate: 3e-3, beta2: 0.99, weightDecay: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 600, batchSize: 32, evalEvery: 20 },
  },
});
