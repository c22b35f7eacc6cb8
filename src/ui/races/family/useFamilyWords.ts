/** The words of the tree of runs in the language of the page. */
import { useMemo } from 'react';
import { type FamilyWord, familyWords } from '../../../i18n/familyWords.ts';
import { fill, type MessageValues } from '../../../i18n/translate.ts';
import { useI18n } from '../../context/language.tsx';

export type SayFamily = (word: FamilyWord, values?: MessageValues) => string;

export function useFamilyWords(): SayFamily {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(familyWords[word][language], values),
    [language],
  );
}
