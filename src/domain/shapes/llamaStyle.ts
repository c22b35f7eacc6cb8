/** Touvron et al. 2023; shared keys as in LLaMA 2 of 70 B (Ainslie et al. 2023). */
import type { ModelShape } from './contract.ts';

export const llamaStyle: ModelShape = {
  id: 'llama-style',
  name: { en: 'LLaMA style', zh: 'LLaMA 式' },
  summary: {
    en: 'Of the same size, with LLaMA’s parts: RMSNorm, RoPE, SwiGLU, and keys shared by two heads.',
    zh: '同样大小，换成 LLaMA 的部件：RMSNorm、RoPE、SwiGLU，每两个头共用一组键。',
  },
  architecture: 'transformer',
  settings: {
    layers: 6,
    heads: 6,
    keyValueHeads: 3,
    width: 192,
    context: 128,
    norm: 'rms',
    positions: 'rope',
    activation: 'swiglu',
  },
};
