/** Small enough to be alive at once on a laptop without a GPU. */
import { preset } from './contract.ts';

export const gptMobyDick = preset({
  id: 'gpt-moby-dick',
  name: { en: 'A small GPT reads Moby-Dick', zh: '小型 GPT 读《白鲸》' },
  question: { en: 'How does a network that knows nothing learn to spell?', zh: '一无所知的网络怎样学会拼写？' },
  experiment: {
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 2, heads: 4, width: 64, context: 64 },
    optimizer: { method: 'adamw', learningRate: 6e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 100, finalFraction: 0.1 },
    training: { steps: 2000, batchSize: 12, evalEvery: 50 },
  },
});
