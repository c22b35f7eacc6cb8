/** Has the worker remember the weights every so many steps, for the path through the landscape, while the x-ray is open. */
import { useEffect, useState } from 'react';
import { useAppState } from '../context/app.tsx';
import { useRunStep, useXrayQuestions } from './useXray.ts';

export interface RememberedSteps {
  readonly steps: readonly number[];
  readonly every: number;
}

const statesPerRun = 20;

/** @param runId of a run whose model the worker holds */
export function useRemembered(runId: string | null): RememberedSteps {
  const questions = useXrayQuestions();
  const step = useRunStep();
  const total = useAppState(({ run }) => run.status?.totalSteps ?? 0);
  const every = Math.max(1, Math.round(total / statesPerRun));
  const [kept, setKept] = useState<{ readonly runId: string | null; readonly steps: readonly number[] }>({
    runId: null,
    steps: [],
  });
  const steps = kept.runId === runId ? kept.steps : [];
  const latest = steps.at(-1);
  const due = runId !== null && (latest === undefined || step >= latest + every || step < latest);
  /** Null where nothing is to be remembered; else after which step, so that each is asked for once. */
  const after = due ? (latest ?? -1) : null;
  useEffect(() => {
    if (after === null) return;
    let wanted = true;
    void questions.remember().then((answer) => {
      if (wanted && 'value' in answer && answer.value !== null) setKept({ runId, steps: answer.value });
    });
    return () => {
      wanted = false;
    };
  }, [after, runId, questions]);
  return { steps, every };
}
