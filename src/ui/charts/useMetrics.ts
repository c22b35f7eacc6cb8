/** The metrics of some runs as a value that is new whenever they are: at most ten times a second, not while hidden. */
import { useEffect, useState } from 'react';
import type { MetricsReader } from '../../state/contract.ts';
import { useApp } from '../context/app.tsx';

export interface MetricsNow {
  /** Changes in place; what is computed from it must depend on the object around it. */
  readonly reader: MetricsReader;
}

export function useMetrics(runIds: readonly string[]): MetricsNow {
  const { metrics } = useApp();
  const [now, setNow] = useState<MetricsNow>(() => ({ reader: metrics }));
  const key = runIds.join(' ');
  useEffect(() => {
    const renew = (): void => {
      if (!document.hidden) setNow({ reader: metrics });
    };
    document.addEventListener('visibilitychange', renew);
    const ends = key === '' ? [] : key.split(' ').map((runId) => metrics.subscribe(runId, renew));
    renew();
    return () => {
      document.removeEventListener('visibilitychange', renew);
      for (const end of ends) end();
    };
  }, [metrics, key]);
  return now;
}
