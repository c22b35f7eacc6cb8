/** The sensitivity map's own words in the language of the page. */
import { useMemo } from 'react';
import { type SensitivityWord, sensitivityWords } from '../../../i18n/sensitivityWords.ts';
import { fill, type MessageValues } from '../../../i18n/translate.ts';
import { useI18n } from '../../context/language.tsx';

export type SaySensitivity = (word: SensitivityWord, values?: MessageValues) => string;

export function useSensitivityWords(): SaySensitivity {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(sensitivityWords[word][language], values),
    [language],
  );
}
