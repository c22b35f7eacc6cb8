/** Words of how compressed models run, in the language of the page. */
import { useMemo } from 'react';
import { type ExecutionWord, executionWords } from '../../i18n/executionWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { useI18n } from '../context/language.tsx';

export type SayExecution = (word: ExecutionWord, values?: MessageValues) => string;

export function useExecutionWords(): SayExecution {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(executionWords[word][language], values),
    [language],
  );
}
