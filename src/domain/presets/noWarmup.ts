import { preset } from './contract.ts';

export const noWarmup = preset({
  id: 'no-warmup',
  name: { en: 'Full speed from the first step', zh: '不预热，全速起步' },
  question: { en: 'What does warm-up protect against?', zh: '学习率预热防止了什么？' },
  experiment: {
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 64 },
    optimizer: { method: 'adamw', learningRate: 1e-2, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'constant', warmupSteps: 0 },
    training: { steps: 500, batchSize: 12, evalEvery: 50 },
  },
});
