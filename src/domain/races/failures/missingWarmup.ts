/** Adam divides by a root of squares that, at the first steps, knows one gradient only: every weight moves by the full rate. */
import type { Failure } from './contract.ts';

export const missingWarmup: Failure<'missing-warmup'> = {
  id: 'missing-warmup',
  name: { en: 'No warm-up', zh: '没有预热' },
  summary: {
    en: 'At the first steps Adam moves every weight by the full learning rate, whatever its gradient. At a high rate that ruins the initial weights before anything is known.',
    zh: '最初几步，无论梯度大小，Adam 都让每个权重移动整整一个学习率。学习率较高时，还没学到什么，初始权重就已被毁掉。',
  },
  experiment: {
    data: { corpus: 'copy', tokenizer: 'character', length: 8 },
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 32, context: 64 },
    optimizer: { method: 'adamw', learningRate: 0.02 },
    schedule: { method: 'constant', warmupSteps: 0 },
    training: { steps: 120, batchSize: 8, evalEvery: 10 },
  },
  look: {
    en: 'The first step alone moves the matrices by most of their own size; the loss falls to a plateau and stays.',
    zh: '仅第一步就使矩阵改变了接近自身大小的幅度；损失降到一个平台后便不再下降。',
  },
  sign: 'update',
  limit: 0.3,
  cure: {
    name: { en: 'warm-up over 30 steps', zh: '预热 30 步' },
    summary: { en: 'The same rate, reached little by little.', zh: '学习率不变，但逐步升到。' },
    change: { schedule: { method: 'constant', warmupSteps: 30 } },
  },
};
