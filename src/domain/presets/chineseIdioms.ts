/** The corpus is small on purpose: validation loss turns upwards while training loss still falls. */
import { preset } from './contract.ts';

export const chineseIdioms = preset({
  id: 'chinese-idioms',
  name: { en: 'Inventing Chinese idioms', zh: '编造成语' },
  question: {
    en: 'When does a model stop inventing idioms and start reciting them?',
    zh: '模型从何时起不再编造成语，而是背诵成语？',
  },
  experiment: {
    data: { corpus: 'chinese-idioms', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 48, context: 20 },
    optimizer: { method: 'adamw', learningRate: 3e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 600, batchSize: 32, evalEvery: 25 },
  },
});
