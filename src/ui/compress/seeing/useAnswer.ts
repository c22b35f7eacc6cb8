/** What the worker answered last to a question that changes; the answer before stays until the next one is there. */
import { useEffect, useRef, useState } from 'react';
import type { ErrorReport } from '../../../domain/core/errors.ts';
import type { Answer } from '../../../state/seeing/contract.ts';

export interface Answered<T> {
  readonly value: T | null;
  readonly error: ErrorReport | null;
}

/** @param key of the question: it is asked anew when this changes; null asks nothing. */
export function useAnswer<T>(key: string | null, ask: () => Promise<Answer<T>>): Answered<T> {
  const [answered, setAnswered] = useState<Answered<T>>({ value: null, error: null });
  const asking = useRef(ask);
  useEffect(() => {
    asking.current = ask;
  });
  useEffect(() => {
    if (key === null) return;
    let wanted = true;
    void asking.current().then((answer) => {
      if (!wanted) return;
      if ('error' in answer) setAnswered({ value: null, error: answer.error });
      else if (answer.value !== null) setAnswered({ value: answer.value, error: null });
    });
    return () => {
      wanted = false;
    };
  }, [key]);
  return answered;
}
