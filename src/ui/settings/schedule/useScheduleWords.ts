/** The schedule tools' own words in the language of the page. */
import { useMemo } from 'react';
import { type ScheduleWord, scheduleWords } from '../../../i18n/scheduleWords.ts';
import { fill, type MessageValues } from '../../../i18n/translate.ts';
import { useI18n } from '../../context/language.tsx';

export type SaySchedule = (word: ScheduleWord, values?: MessageValues) => string;

export function useScheduleWords(): SaySchedule {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(scheduleWords[word][language], values),
    [language],
  );
}
