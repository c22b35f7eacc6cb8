/** Words about the terms of a run's loss in a pass that trains. */
import type { LocalText } from '../domain/core/text.ts';

export const passTermWords = {
  act: {
    en: 'Trained with the terms of the run, too, as they are weighted where it stands: {names}.',
    zh: '训练时仍计入本次训练的附加项，权重取其当前进度处的值：{names}。',
  },
  leftOut: {
    en: 'Without {names}: the matrices that it trains are no part of the model.',
    zh: '不含{names}：它所训练的矩阵不属于模型本身。',
  },
  and: { en: ', ', zh: '、' },
} as const satisfies Readonly<Record<string, LocalText>>;

export type PassTermWord = Exclude<keyof typeof passTermWords, 'and'>;
