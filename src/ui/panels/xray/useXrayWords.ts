/** The x-ray's own words in the language of the page; they are loaded with it. */
import { useMemo } from 'react';
import { fill, type MessageValues } from '../../../i18n/translate.ts';
import { xrayEn } from '../../../i18n/xrayEn.ts';
import { xrayZh } from '../../../i18n/xrayZh.ts';
import { useI18n } from '../../context/language.tsx';

const words = { en: xrayEn, zh: xrayZh };

export function useXrayWords(): (word: keyof typeof xrayZh, values?: MessageValues) => string {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(words[language][word], values),
    [language],
  );
}
