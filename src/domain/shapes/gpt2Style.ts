/** Radford et al. 2019, at a size for one person’s machine: half the width of nanoGPT’s baby GPT. */
import type { ModelShape } from './contract.ts';

export const gpt2Style: ModelShape = {
  id: 'gpt2-style',
  name: { en: 'GPT-2 style', zh: 'GPT-2 式' },
  summary: {
    en: 'Six layers in GPT-2’s form: learned positions, LayerNorm before each block, GELU, tied head.',
    zh: 'GPT-2 形式的六层模型：可学习位置、模块前 LayerNorm、GELU、共享输出层。',
  },
  architecture: 'transformer',
  settings: { layers: 6, heads: 6, width: 192, context: 128, norm: 'layer', positions: 'learned', activation: 'gelu' },
};
