/** About 0.1 M weights with an alphabet. */
import type { ModelShape } from './contract.ts';

export const tiny: ModelShape = {
  id: 'tiny',
  name: { en: 'Tiny', zh: '微型' },
  summary: {
    en: 'The smallest Transformer that learns to spell: alive within seconds on any machine.',
    zh: '能学会拼写的最小 Transformer：在任何机器上几秒内即可见效。',
  },
  architecture: 'transformer',
  settings: { layers: 2, heads: 4, width: 64, context: 64 },
};
