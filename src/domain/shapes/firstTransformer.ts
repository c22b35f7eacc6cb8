/** Vaswani et al. 2017, Attention Is All You Need; of its two stacks the decoder, without the encoder. */
import type { ModelShape } from './contract.ts';

export const firstTransformer: ModelShape = {
  id: 'first-transformer',
  name: { en: 'First Transformer', zh: '最初的 Transformer' },
  summary: {
    en: 'The form of 2017 as a decoder: norms after the sums, fixed sinusoids, ReLU. Needs a long warm-up.',
    zh: '2017 年的形式（仅解码器）：相加之后归一化、固定的正弦位置、ReLU；需要较长的预热。',
  },
  architecture: 'transformer',
  settings: {
    layers: 4,
    heads: 4,
    width: 128,
    context: 64,
    normPlace: 'post',
    positions: 'sinusoidal',
    activation: 'relu',
  },
};
