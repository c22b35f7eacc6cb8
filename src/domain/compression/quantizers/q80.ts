import type { WeightQuantizer } from '../contract.ts';
import { blockQuantizer } from './ggmlBlocks.ts';

export const q80: WeightQuantizer<'q8-0', Record<never, never>> = {
  id: 'q8-0',
  name: { en: 'Q8_0 (llama.cpp)', zh: 'Q8_0（llama.cpp）' },
  summary: {
    en: 'Signed bytes with a scale per 32 weights, bit for bit what llama.cpp writes: 8.5 bits, as good as f16.',
    zh: '有符号字节，每 32 个权重一个缩放系数，与 llama.cpp 逐位一致：8.5 位，质量与 f16 相当。',
  },
  formula: String.raw`d=\frac{\max|w|}{127},\quad q=\Big\lfloor\frac wd\Big\rceil,\quad \hat w=d\,q`,
  source: { text: 'ggml, quantize_row_q8_0_ref', url: 'https://github.com/ggml-org/llama.cpp' },
  ...blockQuantizer('q8_0'),
};
