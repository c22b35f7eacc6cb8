/** Tells a screen reader how training goes, at most every five seconds and only when something changed. */
import { useEffect, useRef, useState } from 'react';
import { useApp } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { fixed, whole } from '../format/numbers.ts';

const everyMs = 5000;

export function LiveRegion() {
  const { store } = useApp();
  const { t } = useI18n();
  const [message, setMessage] = useState('');
  const last = useRef('');
  useEffect(() => {
    const timer = window.setInterval(() => {
      const { run } = store.getState();
      if (run.status === null) return;
      const loss = run.latestValidation?.lossNats ?? run.latest?.trainLossNats ?? Number.NaN;
      const next = t('announce', {
        phase: t(`phase-${run.phase}`),
        step: whole(run.status.step),
        loss: fixed(loss, 2),
      });
      if (next === last.current) return;
      last.current = next;
      setMessage(next);
    }, everyMs);
    return () => window.clearInterval(timer);
  }, [store, t]);
  return (
    <p className="visually-hidden" role="status">
      {message}
    </p>
  );
}
