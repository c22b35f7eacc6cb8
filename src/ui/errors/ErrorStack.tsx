/** Errors and notices, each with cause, remedy and the buttons that carry the remedy out. */
import { lazy, Suspense, useEffect } from 'react';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { RejectedText } from './RejectedText.tsx';
import { RemovedRun } from './RemovedRun.tsx';

const loadErrorCard = () => import('./ErrorCard.tsx');
const ErrorCard = lazy(loadErrorCard);

export function ErrorStack() {
  const { t } = useI18n();
  const errors = useAppState((state) => state.errors);
  useEffect(() => {
    // No part of the first load, but there before anything goes wrong: then the site may be out of reach. Should it be so now,
    // the first error asks for it again.
    loadErrorCard().catch(() => undefined);
  }, []);
  return (
    <section className="toasts" aria-label={t('messages')}>
      <Suspense>
        {errors.map((error) => (
          <ErrorCard key={error.id} error={error} />
        ))}
      </Suspense>
      <RejectedText />
      <RemovedRun />
    </section>
  );
}
