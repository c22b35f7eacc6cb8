/** One further measure against the same x as the loss, with the crosshair of all charts. Lazy chunk. */
import { useCallback, useId, useMemo } from 'react';
import type { ChartOptions, Series } from '../../state/contract.ts';
import type { MetricColumn } from '../../protocol/protocol.ts';
import { useApp } from '../context/app.tsx';
import { Crosshair, type CrosshairPoint } from './Crosshair.tsx';
import { pointsPerLine, xAxisOf, xOfRow } from './lossData.ts';
import { PlotFrame } from './PlotFrame.tsx';
import { PlainLines } from './PlainLines.tsx';
import { runStyle } from './runStyle.ts';
import { niceAxis, type AxisScale } from './ticks.ts';
import type { ChartRun } from './useChartRuns.ts';
import { useMetrics } from './useMetrics.ts';
import { useStableAxis } from './useStableAxis.ts';

interface SmallChartProps {
  readonly column: MetricColumn;
  readonly scale: AxisScale;
  /** Axis starts here if all values are above. */
  readonly floor: number | null;
  readonly smoothing: number;
  readonly runs: readonly ChartRun[];
  readonly options: ChartOptions;
}

const margin = { top: 6, right: 8, bottom: 0, left: 0 };

export default function SmallChart({ column, scale, floor, smoothing, runs, options }: SmallChartProps) {
  const { metrics } = useApp();
  const now = useMetrics(runs.map(({ id }) => id));
  const clipId = useId();
  const { xAxis } = options;
  const lines = useMemo(
    () =>
      runs.map((run): { run: ChartRun; series: Series } => ({
        run,
        series: now.reader.series(run.id, { column, xAxis, range: null, maxPoints: pointsPerLine, smoothing }),
      })),
    [now, runs, column, smoothing, xAxis],
  );
  const x = useStableAxis(xAxisOf(now.reader, runs, options, 3));
  const finite = lines.flatMap(({ series }) =>
    [...series.y].filter((value) => Number.isFinite(value) && (scale === 'linear' || value > 0)),
  );
  const low = finite.length === 0 ? 0.1 : Math.min(...finite);
  const high = finite.length === 0 ? 1 : Math.max(...finite);
  const y = useStableAxis(niceAxis(scale, floor === null ? low : Math.min(floor, low), high, 2));
  const pointsAt = useCallback(
    (at: number): readonly CrosshairPoint[] =>
      runs.toReversed().flatMap((run) => {
        const row = metrics.nearest(run.id, xAxis, at);
        if (row === null) return [];
        return [{ key: run.id, x: xOfRow(row, xAxis), y: row[column], colour: runStyle(run.colour).colour }];
      }),
    [metrics, runs, column, xAxis],
  );
  return (
    <PlotFrame x={x} y={y} margin={margin} yWidth={40}>
      <PlainLines lines={lines} clipId={clipId} />
      <Crosshair pointsAt={pointsAt} />
    </PlotFrame>
  );
}
