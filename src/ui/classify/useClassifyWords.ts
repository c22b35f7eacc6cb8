/** The words of what names labels, in the language of the page. */
import { useMemo } from 'react';
import { type ClassifyWord, classifyWords } from '../../i18n/classifyWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { useI18n } from '../context/language.tsx';

export type SayClassify = (word: ClassifyWord, values?: MessageValues) => string;

export function useClassifyWords(): SayClassify {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(classifyWords[word][language], values),
    [language],
  );
}
