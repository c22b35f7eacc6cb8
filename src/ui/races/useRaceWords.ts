/** The words of the races in the language of the page. */
import { useMemo } from 'react';
import { type RaceWord, raceWords } from '../../i18n/raceWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { useI18n } from '../context/language.tsx';

export type SayRace = (word: RaceWord, values?: MessageValues) => string;

export function useRaceWords(): SayRace {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(raceWords[word][language], values),
    [language],
  );
}
