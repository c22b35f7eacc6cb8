/** The lab's own words in the language of the page. */
import { useMemo } from 'react';
import { type CompressWord, compressWords } from '../../i18n/compressWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { useI18n } from '../context/language.tsx';

export type Say = (word: CompressWord, values?: MessageValues) => string;

export function useWords(): Say {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(compressWords[word][language], values),
    [language],
  );
}
