/** The words of the loss workshop in the language of the page. */
import { useMemo } from 'react';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { workshopWords, type WorkshopWord } from '../../i18n/workshopWords.ts';
import { useI18n } from '../context/language.tsx';

export type SayWorkshop = (word: WorkshopWord, values?: MessageValues) => string;

export function useWorkshopWords(): SayWorkshop {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(workshopWords[word][language], values),
    [language],
  );
}
