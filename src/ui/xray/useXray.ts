/** Words, questions and the state of the run, as the views of the x-ray need them. */
import { useMemo, useState } from 'react';
import type { ErrorReport } from '../../domain/core/errors.ts';
import { type XrayViewWord, xrayViewWords } from '../../i18n/xrayViewWords.ts';
import { fill, type MessageValues } from '../../i18n/translate.ts';
import { isHeld } from '../../state/run/runState.ts';
import type { Answer } from '../../state/seeing/contract.ts';
import { type Progress, type XrayQuestions, xrayQuestions } from '../../state/xray/questions.ts';
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';

export type SayXray = (word: XrayViewWord, values?: MessageValues) => string;

export function useXrayWords(): SayXray {
  const { language } = useI18n();
  return useMemo(
    () =>
      (word, values = {}) =>
        fill(xrayViewWords[word][language], values),
    [language],
  );
}

export function useXrayQuestions(): XrayQuestions {
  const { seeing } = useActions();
  return useMemo(() => xrayQuestions(seeing), [seeing]);
}

/** Null where the worker holds no model. */
export const useHeldRun = (): string | null =>
  useAppState(({ run }) => (run.runId !== null && isHeld(run.phase) ? run.runId : null));

export const useRunStep = (): number => useAppState(({ run }) => run.status?.step ?? 0);

export interface Measurement<T> {
  readonly value: T | null;
  readonly error: ErrorReport | null;
  /** Null while nothing is measured. */
  readonly progress: Progress | null;
  readonly measure: (question: (tell: (progress: Progress) => void) => Promise<Answer<T>>) => Promise<void>;
}

/** Something that is measured when a person asks for it; what was measured before stays until then. */
export function useMeasurement<T>(): Measurement<T> {
  const [value, setValue] = useState<T | null>(null);
  const [error, setError] = useState<ErrorReport | null>(null);
  const [progress, setProgress] = useState<Progress | null>(null);
  return {
    value,
    error,
    progress,
    async measure(question) {
      setProgress({ done: 0, of: 0, elapsedMs: 0 });
      setError(null);
      const answer = await question(setProgress);
      setProgress(null);
      if ('error' in answer) setError(answer.error);
      else if (answer.value !== null) setValue(answer.value);
    },
  };
}
