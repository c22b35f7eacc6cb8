/** The run that the panels describe, and the last measured value of each of its metrics. */
import type { CorpusDefinition } from '../../domain/corpora/contract.ts';
import { corpora } from '../../domain/corpora/index.ts';
import type { MetricColumn } from '../../protocol/protocol.ts';
import type { MetricsReader, RunRecord } from '../../state/contract.ts';
import { useMetrics } from '../charts/useMetrics.ts';
import { useAppState } from '../context/app.tsx';

export function useSelectedRecord(): RunRecord | null {
  return useAppState((state) => state.runs.list.find(({ id }) => id === state.runs.selectedId) ?? null);
}

/** Whether a run is graded on answers, and not only on its loss. */
export function isTaskRun(record: RunRecord | null): boolean {
  const corpus: CorpusDefinition | undefined = record === null ? undefined : corpora[record.config.data.corpus];
  return corpus?.data.kind === 'task';
}

/** Single steps vary too much for a number that is read. */
export const paceSmoothing = 0.9;

/** Not every column is measured at every step; NaN if it never was. */
export function lastMeasured(metrics: MetricsReader, runId: string, column: MetricColumn, smoothing = 0): number {
  return metrics.series(runId, { column, xAxis: 'step', range: null, maxPoints: 4, smoothing }).y.at(-1) ?? Number.NaN;
}

/** Reads the last measured values, following the run while it trains. */
export function useLastMeasured(runId: string | null): (column: MetricColumn, smoothing?: number) => number {
  const { reader } = useMetrics(runId === null ? [] : [runId]);
  return (column, smoothing) => (runId === null ? Number.NaN : lastMeasured(reader, runId, column, smoothing));
}
