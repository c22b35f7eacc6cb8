/** Metrics of every run in memory, with subscriptions that re-render nothing by themselves. */
import { metricColumns, type MetricFrame } from '../../protocol/protocol.ts';
import type { MetricRow, MetricsReader } from './contract.ts';
import { createRunMetrics, type RunMetrics } from './runMetrics.ts';

export interface MetricsStore extends MetricsReader {
  append(frame: MetricFrame): void;
  /** Replaces what there is of a run by what storage has. */
  load(runId: string, frames: readonly MetricFrame[]): void;
  /** Forgets the rows after a step. */
  truncate(runId: string, step: number): void;
  forget(runId: string): void;
  latest(runId: string): MetricRow | null;
}

const empty = createRunMetrics();

export function createMetricsStore(): MetricsStore {
  const runs = new Map<string, RunMetrics>();
  const listeners = new Map<string, Set<() => void>>();

  const find = (runId: string): RunMetrics => runs.get(runId) ?? empty;
  const notify = (runId: string): void => listeners.get(runId)?.forEach((listener) => listener());

  return {
    append(frame) {
      const run = runs.get(frame.runId) ?? createRunMetrics();
      runs.set(frame.runId, run);
      run.append(frame);
      notify(frame.runId);
    },
    load(runId, frames) {
      const run = createRunMetrics();
      frames.forEach((frame) => run.append(frame));
      runs.set(runId, run);
      notify(runId);
    },
    truncate(runId, step) {
      runs.get(runId)?.truncate(step);
      notify(runId);
    },
    forget(runId) {
      runs.delete(runId);
      notify(runId);
    },
    rows: (runId) => find(runId).rows,
    row: (runId, index) => find(runId).row(index),
    latest: (runId) => find(runId).row(find(runId).rows - 1),
    nearest: (runId, xAxis, x) => find(runId).nearest(xAxis, x),
    norms: (runId) => find(runId).norms,
    series: (runId, request) => find(runId).series(request),
    subscribe(runId, listener) {
      const own = listeners.get(runId) ?? new Set();
      listeners.set(runId, own);
      own.add(listener);
      return () => void own.delete(listener);
    },
    toCsv: (runId) => toCsv(rowsOf(find(runId))),
    toJson: (runId) => JSON.stringify(rowsOf(find(runId)).map(measured), null, 1),
  };
}

const rowsOf = (run: RunMetrics): readonly MetricRow[] =>
  Array.from({ length: run.rows }, (_, index) => run.row(index)).filter((row) => row !== null);

/** Single precision holds seven digits; the rest of the double is noise. */
const rounded = (value: number): number => (Number.isInteger(value) ? value : Number(value.toPrecision(7)));

/** Without the columns that were not measured: JSON has no NaN. */
const measured = (row: MetricRow): Partial<MetricRow> =>
  Object.fromEntries(
    Object.entries(row)
      .filter(([, value]) => Number.isFinite(value))
      .map(([name, value]) => [name, rounded(value)]),
  );

/** RFC 4180; an empty field where nothing was measured. */
function toCsv(rows: readonly MetricRow[]): string {
  const names = ['step', ...metricColumns] as const;
  const line = (row: MetricRow): string =>
    names.map((name) => (Number.isFinite(row[name]) ? String(rounded(row[name])) : '')).join(',');
  return [names.join(','), ...rows.map(line)].map((text) => `${text}\r\n`).join('');
}
