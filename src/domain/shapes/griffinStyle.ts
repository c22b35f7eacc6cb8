/** De et al. 2024, Griffin: two recurrent blocks to one of local attention. */
import type { ModelShape } from './contract.ts';

export const griffinStyle: ModelShape = {
  id: 'griffin-style',
  name: { en: 'Griffin style', zh: 'Griffin 式' },
  summary: {
    en: 'Two recurrent layers, then one of attention that sees only what is near.',
    zh: '两层循环层之后接一层只看近处的注意力层。',
  },
  architecture: 'hybrid',
  settings: { layers: 6, attentionEvery: 3, heads: 4, width: 128, context: 128, window: 32 },
};
