/** One further measure against the same x as the loss, with the crosshair of all charts. Lazy chunk. */
import { useMemo } from 'react';
import type { MetricColumn } from '../../protocol/protocol.ts';
import type { ChartOptions } from '../../state/contract.ts';
import { cachedSeries } from './cachedSeries.ts';
import { Crosshair } from './Crosshair.tsx';
import { pointsPerLine, xAxisOf } from './lossData.ts';
import { extent } from './path.ts';
import { PlainLines, type PlainPicture, PlainPictureContext, usePlainPicture } from './PlainLines.tsx';
import { PlotFrame } from './PlotFrame.tsx';
import { pointsOf } from './pointsOf.ts';
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

function PlainCrosshair() {
  return <Crosshair pointsAt={usePlainPicture().pointsAt} />;
}

const layers = (
  <>
    <PlainLines />
    <PlainCrosshair />
  </>
);
const margin = { top: 6, right: 8, bottom: 0, left: 0 };

/** A multiple of no tenth of a second, so that the small charts are not drawn in the same frame as the large one. */
const delayMs = 250;

const positive = (value: number): boolean => value > 0;

export default function SmallChart({ column, scale, floor, smoothing, runs, options }: SmallChartProps) {
  const now = useMetrics(
    runs.map(({ id }) => id),
    delayMs,
  );
  const { xAxis } = options;
  const picture = useMemo(
    (): PlainPicture => ({
      lines: runs.map((run) => ({
        run,
        series: cachedSeries(now.reader, run.id, { column, xAxis, maxPoints: pointsPerLine, smoothing }),
      })),
      pointsAt: pointsOf(now.reader, runs, xAxis, column),
    }),
    [now, runs, column, smoothing, xAxis],
  );
  const drawn = picture.lines.map(({ series }) => series);
  const [low, high] = extent(drawn, scale === 'log' ? positive : undefined) ?? [0.1, 1];
  const x = useStableAxis(xAxisOf(now.reader, runs, options, 3));
  const y = useStableAxis(niceAxis(scale, floor === null ? low : Math.min(floor, low), high, 2));
  return (
    <PlainPictureContext value={picture}>
      <PlotFrame x={x} y={y} margin={margin} yWidth={40}>
        {layers}
      </PlotFrame>
    </PlainPictureContext>
  );
}
