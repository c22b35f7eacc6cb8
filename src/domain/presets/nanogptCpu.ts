/** nanoGPT's character setting for a MacBook or other computer without a GPU, with our corpus. */
import { preset } from './contract.ts';

export const nanogptCpu = preset({
  id: 'nanogpt-cpu',
  name: { en: 'nanoGPT’s CPU setting', zh: 'nanoGPT 的 CPU 设置' },
  question: {
    en: 'How far does nanoGPT’s own small setting get in a browser?',
    zh: 'nanoGPT 自带的小型设置在浏览器里能学到什么程度？',
  },
  experiment: {
    data: { corpus: 'moby-dick', tokenizer: 'character' },
    model: { architecture: 'transformer', layers: 4, heads: 4, width: 128, context: 64, dropout: 0 },
    optimizer: { method: 'adamw', learningRate: 1e-3, beta1: 0.9, beta2: 0.99, weightDecay: 0.1 },
    schedule: { method: 'cosine', warmupSteps: 100, finalFraction: 0.1 },
    regularization: { clipNorm: 1 },
    training: { steps: 2000, batchSize: 12, evalEvery: 100 },
  },
});
