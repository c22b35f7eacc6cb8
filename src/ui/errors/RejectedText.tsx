/** A dropped file that could not be used, where the box for one's own text is not on screen to say so. */
import { lazy, Suspense } from 'react';
import { useAppState } from '../context/app.tsx';
import { useRejected } from '../context/intake.ts';
import { corpora } from '../../domain/corpora/index.ts';
import type { CorpusDefinition } from '../../domain/corpora/contract.ts';

const RejectedCard = lazy(() => import('./RejectedCard.tsx'));

export function RejectedText() {
  const rejected = useRejected();
  const boxOnScreen = useAppState((state) => {
    const corpus: CorpusDefinition | undefined = corpora[state.config.config.data.corpus];
    return corpus?.data.kind === 'own';
  });
  if (rejected === null || boxOnScreen) return null;
  return (
    <Suspense>
      <RejectedCard rejected={rejected} />
    </Suspense>
  );
}
