/** The dialog's own words in the language of the page. */
import { useMemo } from 'react';
import { type FilesWord, filesWords } from '../../i18n/filesWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { useI18n } from '../context/language.tsx';

export type Say = (word: FilesWord, values?: MessageValues) => string;

export function useWords(): Say {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(filesWords[word][language], values),
    [language],
  );
}
