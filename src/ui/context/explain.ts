/** Handlers that make the right column explain a setting: at once on focus, after a moment on hover. */
import { useEffect, useMemo, useRef } from 'react';
import { useActions } from './app.tsx';

const hoverDelayMs = 350;

export interface ExplainHandlers {
  readonly onFocusCapture: () => void;
  readonly onPointerEnter: () => void;
  readonly onPointerLeave: () => void;
}

export function useExplain(subject: string): ExplainHandlers {
  const { view } = useActions();
  const timer = useRef<number | undefined>(undefined);
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useMemo(() => {
    const cancel = (): void => window.clearTimeout(timer.current);
    return {
      onFocusCapture: () => view.explain(subject),
      onPointerEnter: () => {
        cancel();
        timer.current = window.setTimeout(() => view.explain(subject), hoverDelayMs);
      },
      onPointerLeave: cancel,
    };
  }, [subject, view]);
}
