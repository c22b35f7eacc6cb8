import { preset } from './contract.ts';

export const lstmMobyDick = preset({
  id: 'lstm-moby-dick',
  name: { en: 'An LSTM reads Moby-Dick', zh: 'LSTM 读《白鲸》' },
  question: {
    en: 'Does a recurrent network beat a Transformer when time is short?',
    zh: '时间有限时，循环网络能胜过 Transformer 吗？',
  },
  experiment: {
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    model: { architecture: 'lstm', layers: 1, width: 128, context: 64 },
    optimizer: { method: 'adamw', learningRate: 8e-3, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 50, finalFraction: 0.1 },
    training: { steps: 1000, batchSize: 12, evalEvery: 50 },
  },
});
