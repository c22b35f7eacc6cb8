/** What the worker reads of a chosen text: at once when the choice changes, and again when a person asks for it. */
import { useState } from 'react';
import type { TextChoice } from '../../protocol/xray.ts';
import { useAnswer } from '../compress/seeing/useAnswer.ts';
import type { Answer } from '../../state/seeing/contract.ts';

export interface Reading<T> extends ReturnType<typeof useAnswer<T>> {
  readonly choose: (choice: TextChoice | null) => void;
  readonly again: () => void;
}

/** @param about what else the question depends on */
export function useReading<T>(
  active: boolean,
  about: string,
  ask: (choice: TextChoice) => Promise<Answer<T>>,
): Reading<T> {
  const [choice, choose] = useState<TextChoice | null>({ kind: 'held-out', index: 0 });
  const [times, setTimes] = useState(0);
  const key = active && choice !== null ? JSON.stringify([choice, about, times]) : null;
  const answered = useAnswer<T>(key, () => (choice === null ? Promise.resolve({ value: null }) : ask(choice)));
  return { ...answered, choose, again: () => setTimes(times + 1) };
}
