/** Words for looking into a model, in the language of the page. */
import { useMemo } from 'react';
import { type SeeingWord, seeingWords } from '../../../i18n/seeingWords.ts';
import { fill, type MessageValues } from '../../../i18n/translate.ts';
import { useI18n } from '../../context/language.tsx';

export type SaySeen = (word: SeeingWord, values?: MessageValues) => string;

export function useSeeingWords(): SaySeen {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(seeingWords[word][language], values),
    [language],
  );
}
