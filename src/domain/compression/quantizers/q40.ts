import type { WeightQuantizer } from '../contract.ts';
import { blockQuantizer } from './ggmlBlocks.ts';

export const q40: WeightQuantizer<'q4-0', Record<never, never>> = {
  id: 'q4-0',
  name: { en: 'Q4_0 (llama.cpp)', zh: 'Q4_0（llama.cpp）' },
  summary: {
    en: 'Four bits with a scale per 32 weights, bit for bit what llama.cpp writes: the weight of the largest size becomes −8.',
    zh: '四位，每 32 个权重一个缩放系数，与 llama.cpp 逐位一致：绝对值最大的权重编码为 −8。',
  },
  formula: String.raw`d=\frac{w_{\arg\max|w|}}{-8},\quad q=\min\Big(15,\Big\lfloor\frac wd+8.5\Big\rfloor\Big),\quad \hat w=d\,(q-8)`,
  source: { text: 'ggml, quantize_row_q4_0_ref', url: 'https://github.com/ggml-org/llama.cpp' },
  ...blockQuantizer('q4_0'),
};
