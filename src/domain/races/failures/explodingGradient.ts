/** Pascanu, Mikolov, Bengio 2013: on the way back through time a gradient is multiplied by the same matrix again and again. */
import type { Failure } from './contract.ts';

export const explodingGradient: Failure<'exploding-gradient'> = {
  id: 'exploding-gradient',
  name: { en: 'Exploding RNN', zh: '梯度爆炸的 RNN' },
  summary: {
    en: 'Through 32 steps of time the gradient passes the same matrix 32 times. Once that matrix is large, a single gradient is many times larger than all others, and one step throws the network away.',
    zh: '沿时间回传 32 步，梯度就要乘 32 次同一个矩阵。矩阵一旦变大，某一次的梯度就会比其他的大许多倍，一步就把网络毁掉。',
  },
  experiment: {
    data: { corpus: 'copy', tokenizer: 'character', length: 16 },
    model: { architecture: 'rnn', layers: 2, width: 32, context: 64 },
    optimizer: { method: 'sgd', learningRate: 3 },
    schedule: { method: 'constant', warmupSteps: 0 },
    regularization: { clipNorm: 0 },
    training: { steps: 120, batchSize: 8, evalEvery: 10 },
  },
  look: {
    en: 'Spikes of the gradient norm, and a loss that leaps above that of guessing right after them.',
    zh: '梯度范数出现尖峰，随后损失跳到比随机猜测还高。',
  },
  sign: 'spike',
  limit: 8,
  cure: {
    name: { en: 'clip the norm to 0.25', zh: '把范数裁剪到 0.25' },
    summary: {
      en: 'Large gradients keep their direction and lose their length. (A plain RNN does not learn to copy all the same.)',
      zh: '大梯度保留方向，只减小长度。（普通 RNN 依然学不会复制。）',
    },
    change: { regularization: { clipNorm: 0.25 } },
  },
};
