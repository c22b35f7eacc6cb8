/** Words of the named shapes, loaded with them; `{name}` is replaced by a value. */
import type { LocalText } from '../domain/core/text.ts';

export const shapesWords = {
  shapes: { en: 'Named shapes', zh: '现成的模型' },
  shapesHint: {
    en: 'One click sets every size and form of the model; data, training and dropout stay. Undo takes it back.',
    zh: '一次点击即设定模型的全部规模与形式；数据、训练设置和随机失活不变。可以撤销。',
  },
  parameters: { en: '{count} parameters', zh: '{count} 个参数' },
  isNow: { en: 'as it is now', zh: '与当前相同' },
  sets: { en: 'Sets {changes}', zh: '将设置 {changes}' },
} as const satisfies Readonly<Record<string, LocalText>>;
