/** What stands beside a blank says most; with learned positions it takes thousands of steps to find out what that is. */
import { preset } from './contract.ts';

export const fillBlanks = preset({
  id: 'fill-in-the-blanks',
  name: { en: 'Filling in the blanks of Moby-Dick', zh: '《白鲸》完形填空' },
  question: { en: 'How much do the letters to the right give away?', zh: '右边的字母泄露了多少？' },
  experiment: {
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 32, positions: 'rope' },
    objective: { method: 'masked-lm' },
    optimizer: { method: 'adamw', learningRate: 6e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 2000, batchSize: 32, evalEvery: 50 },
  },
});
