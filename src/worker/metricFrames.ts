/** Collects metric rows and sends them as one transferable frame, with the status of a run, at most ten times a second. */
import {
  metricColumns,
  type Emit,
  type MetricColumn,
  type RunStatus,
  type TensorNormRow,
} from '../protocol/protocol.ts';

const intervalMs = 100;

export interface MetricFrames {
  readonly add: (step: number, values: Readonly<Record<MetricColumn, number>>, norms: Float32Array) => void;
  /** Sends what is waiting now. */
  readonly flush: () => void;
}

export function metricFrames(runId: string, emit: Emit, status?: () => RunStatus): MetricFrames {
  let rows: { readonly step: number; readonly values: Readonly<Record<MetricColumn, number>> }[] = [];
  /** The row that the next frame takes along, and whether its step was validated. */
  let norms: (TensorNormRow & { readonly validated: boolean }) | null = null;
  let sentAt = -Infinity;

  const flush = (): void => {
    if (rows.length === 0 || norms === null) return;
    sentAt = performance.now();
    const steps = Int32Array.from(rows, ({ step }) => step);
    const entries = metricColumns.map(
      (column) => [column, Float32Array.from(rows, ({ values }) => values[column])] as const,
    );
    const columns = Object.fromEntries(entries) as Record<MetricColumn, Float32Array>;
    const { step, values } = norms;
    rows = [];
    norms = null;
    const arrays = [steps, ...entries.map(([, array]) => array), values];
    emit(
      'metrics.frame',
      { runId, steps, columns, norms: { step, values } },
      arrays.map(({ buffer }) => buffer),
    );
    if (status) emit('run.status', status());
  };

  return {
    add(step, values, ofTensors) {
      rows.push({ step, values });
      const validated = Number.isFinite(values.valLossNats);
      if (validated || norms?.validated !== true) norms = { step, values: ofTensors, validated };
      if (performance.now() - sentAt >= intervalMs) flush();
    },
    flush,
  };
}
