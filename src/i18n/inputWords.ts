/** Words about activations in few bits. Loaded with the lab. */
import type { LocalText } from '../domain/core/text.ts';

export const inputWords = {
  rounded: {
    en: 'Activations in {bits} bits, {per}, in every measurement here and when it writes.',
    zh: '激活为 {bits} 位，{per}；此处的所有测量以及生成时均如此。',
  },
  'on-arrays': {
    en: 'On the processor the rounding is imitated in f32: it shows what it costs in quality and saves no time.',
    zh: '在处理器上，舍入以 f32 模拟：它体现质量上的代价，并不节省时间。',
  },
  'on-webgpu': {
    en: 'While it writes on the GPU, matrices of 8-bit codes multiply bytes with bytes where the browser can; others read the rounded numbers as f32. Losses are measured with rounding imitated in f32.',
    zh: '在 GPU 上生成时，8 位编码的矩阵以字节乘字节（若浏览器支持），其他矩阵以 f32 读取舍入后的数。损失则以 f32 模拟舍入来测量。',
  },
  token: { en: 'with a scale for each token', zh: '每个词元一个缩放系数' },
  tensor: { en: 'with one scale for each matrix', zh: '每个矩阵一个缩放系数' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type InputWord = keyof typeof inputWords;
