/** Words for the parts that the results of the compression lab are read in, loaded with it. */
import type { LocalText } from '../domain/core/text.ts';

export const labPartsWords = {
  parts: { en: 'Parts of this page', zh: '本页各部分' },
  result: { en: 'What came of it', zh: '结果' },
  why: { en: 'Why: the matrices', zh: '原因：各矩阵' },
  speed: { en: 'How fast', zh: '速度' },
  more: { en: 'More at once', zh: '批量尝试' },
} as const satisfies Readonly<Record<string, LocalText>>;
