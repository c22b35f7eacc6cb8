/** A formula set by KaTeX, which is loaded when the first formula comes on screen. */
import { lazy, Suspense } from 'react';

const Katex = lazy(() => import('./Katex.tsx'));

interface FormulaProps {
  /** KaTeX source. */
  readonly source: string;
  readonly display?: boolean;
}

export function Formula({ source, display = false }: FormulaProps) {
  const waiting = <span className={display ? 'formula-display formula-waiting' : 'formula-waiting'} />;
  return (
    <Suspense fallback={waiting}>
      <Katex source={source} display={display} />
    </Suspense>
  );
}
