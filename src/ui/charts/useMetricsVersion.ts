/** A number that grows whenever one of the runs has new metrics: at most ten times a second, not while hidden. */
import { useEffect, useState } from 'react';
import { useApp } from '../context/app.tsx';

export function useMetricsVersion(runIds: readonly string[]): number {
  const { metrics } = useApp();
  const [version, setVersion] = useState(0);
  const key = runIds.join(' ');
  useEffect(() => {
    const bump = (): void => {
      if (!document.hidden) setVersion((current) => current + 1);
    };
    document.addEventListener('visibilitychange', bump);
    const ends = key === '' ? [] : key.split(' ').map((runId) => metrics.subscribe(runId, bump));
    bump();
    return () => {
      document.removeEventListener('visibilitychange', bump);
      for (const end of ends) end();
    };
  }, [metrics, key]);
  return version;
}
