/** A unit that gives zero for every input gets no gradient, and so stays as it is. */
import type { Failure } from './contract.ts';

export const deadUnits: Failure<'dead-relu'> = {
  id: 'dead-relu',
  name: { en: 'Dead ReLU', zh: '死亡的 ReLU' },
  summary: {
    en: 'Steps that are too long push units of the feed-forward layer below zero for every token. ReLU passes no gradient there: they never come back.',
    zh: '步子太大，前馈层的一些单元对所有词元都落到零以下。ReLU 在那里不传梯度，它们再也回不来。',
  },
  experiment: {
    data: { corpus: 'copy', tokenizer: 'character', length: 8 },
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 32, context: 64, activation: 'relu' },
    optimizer: { method: 'adamw', learningRate: 0.3 },
    schedule: { method: 'constant', warmupSteps: 0 },
    training: { steps: 120, batchSize: 8, evalEvery: 10 },
  },
  look: {
    en: 'The loss stays high, and a large share of the units gives zero for all tokens that are read.',
    zh: '损失居高不下，相当一部分单元对读到的所有词元都输出零。',
  },
  sign: 'dead',
  limit: 0.1,
  cure: {
    name: { en: 'smaller rate with warm-up', zh: '更小的学习率并预热' },
    summary: {
      en: 'With shorter steps no unit is pushed that far. GELU instead of ReLU makes it harder as well.',
      zh: '步子小了，单元就不会被推那么远。用 GELU 代替 ReLU 也能减轻。',
    },
    change: {
      optimizer: { method: 'adamw', learningRate: 3e-3 },
      schedule: { method: 'constant', warmupSteps: 10 },
    },
  },
};
