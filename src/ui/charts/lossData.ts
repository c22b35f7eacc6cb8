/** From metrics to what the loss chart draws: lines, axes, and the same numbers as a table. */
import type { Axis } from './ticks.ts';
import { niceAxis, linearTicks, logTicks } from './ticks.ts';
import type { ChartOptions, MetricRow, MetricsReader, Series, XAxis } from '../../state/contract.ts';
import { cachedSeries } from './cachedSeries.ts';
import { extent } from './path.ts';
import type { RunLines } from './LossLines.tsx';
import type { Reference } from './LossLabels.tsx';
import { plannedEnd, type ChartRun } from './useChartRuns.ts';

/** Enough for a line that is 900 pixels wide; more would only cost time. */
export const pointsPerLine = 300;

export function xOfRow(row: MetricRow, axis: XAxis): number {
  return axis === 'step' ? row.step : axis === 'tokens' ? row.tokensSeen : row.elapsedSeconds;
}

export function lossLines(
  metrics: MetricsReader,
  runs: readonly ChartRun[],
  options: ChartOptions,
): readonly RunLines[] {
  const { xAxis, smoothing } = options;
  const series = (run: ChartRun, column: 'trainLossNats' | 'valLossNats', weight: number): Series =>
    cachedSeries(metrics, run.id, { column, xAxis, maxPoints: pointsPerLine, smoothing: weight });
  return runs.map((run) => {
    const smooth = series(run, 'trainLossNats', smoothing);
    const validation = series(run, 'valLossNats', 0);
    return {
      run,
      raw: run.selected && smoothing > 0 ? series(run, 'trainLossNats', 0) : null,
      smooth,
      validation: validation.x.length > 0 ? validation : null,
    };
  });
}

/** Of an axis on which nothing has been measured or planned yet. */
const emptyEnd = 1000;

/** The whole planned run, so that the empty part shows what is still to come. */
export function xAxisOf(
  metrics: MetricsReader,
  runs: readonly ChartRun[],
  options: Pick<ChartOptions, 'xAxis' | 'logX'>,
  ticks: number,
): Axis {
  const { xAxis, logX } = options;
  const last = (run: ChartRun): MetricRow | null => metrics.row(run.id, metrics.rows(run.id) - 1);
  const measured = runs.map((run) => last(run)).filter((row) => row !== null);
  const planned = plannedEnd(runs, xAxis, (run) => {
    const row = last(run);
    return row === null || row.step === 0 ? Number.NaN : row.elapsedSeconds / row.step;
  });
  const max = Math.max(planned, ...measured.map((row) => xOfRow(row, xAxis))) || emptyEnd;
  if (!logX) return { scale: 'linear', min: 0, max, ticks: linearTicks(0, max, ticks) };
  const first = runs.map((run) => metrics.row(run.id, 0)).filter((row) => row !== null);
  const min = Math.max(Math.min(max / 10, ...first.map((row) => xOfRow(row, xAxis)).filter((x) => x > 0)), max / 1e6);
  return { scale: 'log', min, max, ticks: logTicks(min, max, ticks) };
}

export function yAxisOf(lines: readonly RunLines[], references: readonly Reference[], logY: boolean): Axis {
  const scale = logY ? 'log' : 'linear';
  const drawn = extent(
    lines.flatMap(({ smooth, validation }) => (validation === null ? [smooth] : [smooth, validation])),
  );
  const limits = references.map(({ lossNats }) => lossNats);
  if (drawn === null && limits.length === 0) return niceAxis(scale, 1, 5, 5);
  const [lowest, highest] = drawn ?? [Infinity, -Infinity];
  // A run that blows up must not flatten all others into one line.
  const ceiling = limits.length > 0 ? 2 * Math.max(...limits) : Infinity;
  return niceAxis(scale, Math.min(lowest, ...limits), Math.min(ceiling, Math.max(highest, ...limits)), 7);
}

export interface LossTableRow {
  readonly run: string;
  readonly x: number;
  readonly train: number;
  readonly validation: number;
}

/** The validated points of every run, or the drawn training points where nothing has been validated. */
export function lossTable(metrics: MetricsReader, lines: readonly RunLines[], xAxis: XAxis): readonly LossTableRow[] {
  return lines.flatMap(({ run, smooth, validation }) => {
    const series = validation ?? smooth;
    return Array.from(series.x, (x, index) => {
      const row = metrics.nearest(run.id, xAxis, x);
      return {
        run: run.name,
        x,
        train: row?.trainLossNats ?? Number.NaN,
        validation: validation === null ? Number.NaN : (series.y[index] ?? Number.NaN),
      };
    });
  });
}
