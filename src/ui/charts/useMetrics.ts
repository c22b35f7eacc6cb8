/**
 * The metrics of some runs as a value that is new whenever they are: at most ten times a second, not while hidden. As a
 * transition, so that React draws an update in slices instead of in one long task.
 */
import { startTransition, useEffect, useState } from 'react';
import type { MetricsReader } from '../../state/contract.ts';
import { useApp } from '../context/app.tsx';

export interface MetricsNow {
  /** Changes in place; what is computed from it must depend on the object around it. */
  readonly reader: MetricsReader;
}

/** @param delayMs follows the metrics that much later, and no oftener: for what need not share the frame of the main chart */
export function useMetrics(runIds: readonly string[], delayMs = 0): MetricsNow {
  const { metrics } = useApp();
  const [now, setNow] = useState<MetricsNow>(() => ({ reader: metrics }));
  const key = runIds.join(' ');
  useEffect(() => {
    const renew = (): void => {
      if (!document.hidden) startTransition(() => setNow({ reader: metrics }));
    };
    document.addEventListener('visibilitychange', renew);
    let timer: ReturnType<typeof setTimeout> | undefined;
    const renewLater = (): void => {
      timer ??= setTimeout(() => {
        timer = undefined;
        renew();
      }, delayMs);
    };
    const ends =
      key === '' ? [] : key.split(' ').map((runId) => metrics.subscribe(runId, delayMs === 0 ? renew : renewLater));
    renew();
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', renew);
      for (const end of ends) end();
    };
  }, [metrics, key, delayMs]);
  return now;
}
