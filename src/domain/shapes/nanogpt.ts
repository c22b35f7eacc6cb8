/** README of karpathy/nanoGPT, “I only have a macbook”: 0.80 M weights. */
import type { ModelShape } from './contract.ts';

export const nanogpt: ModelShape = {
  id: 'nanogpt-cpu',
  name: { en: 'NanoGPT CPU', zh: 'NanoGPT CPU 版' },
  summary: {
    en: 'The sizes that nanoGPT proposes for a computer without a GPU.',
    zh: 'nanoGPT 为没有 GPU 的计算机推荐的规模。',
  },
  architecture: 'transformer',
  settings: { layers: 4, heads: 4, width: 128, context: 64 },
};
