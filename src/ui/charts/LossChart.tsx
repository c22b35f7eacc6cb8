/** The loss of every visible run against step, tokens or time. Lazy chunk: it brings Recharts. */
import { useCallback, useId, useMemo } from 'react';
import type { ChartOptions } from '../../state/contract.ts';
import { useApp } from '../context/app.tsx';
import { Crosshair, type CrosshairPoint } from './Crosshair.tsx';
import { Flags } from './Flags.tsx';
import { lossLines, xAxisOf, xOfRow, yAxisOf } from './lossData.ts';
import { gutterWidth, LossLabels, type Reference } from './LossLabels.tsx';
import { LossLegend } from './LossLegend.tsx';
import { LossLines } from './LossLines.tsx';
import { PlotFrame } from './PlotFrame.tsx';
import { runStyle } from './runStyle.ts';
import type { ChartRun } from './useChartRuns.ts';
import { useMetrics } from './useMetrics.ts';
import { useStableAxis } from './useStableAxis.ts';

interface LossChartProps {
  readonly runs: readonly ChartRun[];
  readonly references: readonly Reference[];
  readonly options: ChartOptions;
  /** Of the whole chart, pixels. */
  readonly width: number;
}

export default function LossChart({ runs, references, options, width }: LossChartProps) {
  const { metrics } = useApp();
  const now = useMetrics(runs.map(({ id }) => id));
  const clipId = useId();
  const { xAxis, logY } = options;
  const lines = useMemo(() => lossLines(now.reader, runs, options), [now, runs, options]);
  const x = useStableAxis(xAxisOf(now.reader, runs, options, 6));
  const y = useStableAxis(yAxisOf(lines, references, logY));
  const gutter = gutterWidth(lines, references, x, width);
  const margin = useMemo(() => ({ top: 10, right: gutter, bottom: 0, left: 0 }), [gutter]);
  const pointsAt = useCallback(
    (at: number): readonly CrosshairPoint[] =>
      runs.toReversed().flatMap((run) => {
        const row = metrics.nearest(run.id, xAxis, at);
        if (row === null) return [];
        return [{ key: run.id, x: xOfRow(row, xAxis), y: row.trainLossNats, colour: runStyle(run.colour).colour }];
      }),
    [metrics, runs, xAxis],
  );
  const xOfStep = useCallback(
    (runId: string, step: number): number => {
      const row = metrics.nearest(runId, 'step', step);
      return row === null ? Number.NaN : xOfRow(row, xAxis);
    },
    [metrics, xAxis],
  );
  return (
    <>
      <PlotFrame x={x} y={y} margin={margin} yWidth={34}>
        <LossLabels lines={lines} references={references} axis={x} width={width} />
        <LossLines lines={lines} clipId={clipId} />
        <Flags lines={lines} xOfStep={xOfStep} />
        <Crosshair pointsAt={pointsAt} />
      </PlotFrame>
      <LossLegend runs={runs} lines={lines} gutter={gutter} />
    </>
  );
}
