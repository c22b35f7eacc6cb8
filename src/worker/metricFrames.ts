/** Collects metric rows and sends them as one transferable frame with the status, at most ten times a second. */
import { metricColumns, type Emit, type MetricColumn, type RunStatus } from '../protocol/protocol.ts';

const intervalMs = 100;

export interface MetricFrames {
  readonly add: (step: number, values: Readonly<Record<MetricColumn, number>>) => void;
  /** Sends what is waiting now. */
  readonly flush: () => void;
}

export function metricFrames(runId: string, emit: Emit, status: () => RunStatus): MetricFrames {
  let rows: { readonly step: number; readonly values: Readonly<Record<MetricColumn, number>> }[] = [];
  let sentAt = -Infinity;

  const flush = (): void => {
    if (rows.length === 0) return;
    sentAt = performance.now();
    const steps = Int32Array.from(rows, ({ step }) => step);
    const entries = metricColumns.map(
      (column) => [column, Float32Array.from(rows, ({ values }) => values[column])] as const,
    );
    const columns = Object.fromEntries(entries) as Record<MetricColumn, Float32Array>;
    rows = [];
    emit('metrics.frame', { runId, steps, columns }, [steps.buffer, ...entries.map(([, array]) => array.buffer)]);
    emit('run.status', status());
  };

  return {
    add(step, values) {
      rows.push({ step, values });
      if (performance.now() - sentAt >= intervalMs) flush();
    },
    flush,
  };
}
