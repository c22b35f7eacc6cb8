/** The right rate is 6e-3. */
import type { Failure } from './contract.ts';

const schedule = { method: 'cosine', warmupSteps: 10, finalFraction: 0.1 } as const;

export const rateTimesThirty: Failure<'rate-times-thirty'> = {
  id: 'rate-times-thirty',
  name: { en: 'Learning rate × 30', zh: '学习率 × 30' },
  summary: {
    en: 'Every step overshoots: weights are thrown further than they are large, and what was learned is thrown away with them.',
    zh: '每一步都走过头：权重被甩出比自身还大的距离，学到的东西也随之丢失。',
  },
  experiment: {
    data: { corpus: 'copy', tokenizer: 'character', length: 8 },
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 32, context: 64 },
    optimizer: { method: 'adamw', learningRate: 0.18 },
    schedule,
    training: { steps: 120, batchSize: 8, evalEvery: 10 },
  },
  look: {
    en: 'The loss stays on the plateau of guessing letters by their frequency; ‖Δp‖/‖p‖ is hundreds of times the usual thousandth.',
    zh: '损失停在按频率猜字母的平台上；‖Δp‖/‖p‖ 是通常千分之一的数百倍。',
  },
  sign: 'update',
  limit: 0.3,
  cure: {
    name: { en: 'learning rate ÷ 30', zh: '学习率 ÷ 30' },
    summary: {
      en: 'A rate at which a step moves the weights by about a thousandth to a hundredth of their size.',
      zh: '让每一步只改变权重自身大小的千分之一到百分之一。',
    },
    change: { optimizer: { method: 'adamw', learningRate: 6e-3 } },
  },
};
