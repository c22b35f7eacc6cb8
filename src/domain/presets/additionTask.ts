import { preset } from './contract.ts';

export const additionTask = preset({
  id: 'addition',
  name: { en: 'Adding numbers', zh: '学做加法' },
  question: { en: 'Why is a sum easier to write from its units upwards?', zh: '为什么从个位写起，加法更容易学会？' },
  experiment: {
    data: { corpus: 'addition', tokenizer: 'character', digits: 3, reversed: true },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 16 },
    optimizer: { method: 'adamw', learningRate: 4e-3, beta2: 0.99, weightDecay: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 1500, batchSize: 64, evalEvery: 50 },
  },
});
