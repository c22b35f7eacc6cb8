/**
 * What charts and read-outs may ask of the metrics. They live outside of the store: ten frames a second would
 * re-render everything that selects from it.
 */
import type { MetricColumn, TensorNormRow } from '../../protocol/protocol.ts';

/** One logged step. NaN where a column was not measured. */
export type MetricRow = Readonly<Record<MetricColumn, number>> & { readonly step: number };

export type XAxis = 'step' | 'tokens' | 'seconds';

/** What a chart asks for. */
export interface SeriesRequest {
  readonly column: MetricColumn;
  readonly xAxis: XAxis;
  /** In units of the x axis; null is everything. */
  readonly range: readonly [number, number] | null;
  /** At least 6. */
  readonly maxPoints: number;
  /** 0 gives the measured values, else the debiased moving average of all of them. */
  readonly smoothing: number;
}

/** Measured (or smoothed) points in order of x, without gaps for steps that were not measured. */
export interface Series {
  readonly x: Float64Array;
  readonly y: Float64Array;
}

/** Metrics of every run that is in memory. `subscribe` fires at most ten times a second and renders nothing itself. */
export interface MetricsReader {
  rows(runId: string): number;
  row(runId: string, index: number): MetricRow | null;
  /** The logged row closest to x, for the crosshair. */
  nearest(runId: string, xAxis: XAxis, x: number): MetricRow | null;
  /** Norms of every tensor over the run, oldest first, thinned; the last row is the newest. */
  norms(runId: string): readonly TensorNormRow[];
  series(runId: string, request: SeriesRequest): Series;
  subscribe(runId: string, listener: () => void): () => void;
  toCsv(runId: string): string;
  toJson(runId: string): string;
}
