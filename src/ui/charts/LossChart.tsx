/** The loss of every visible run against step, tokens or time. Lazy chunk: it brings Recharts. */
import { useMemo } from 'react';
import type { ChartOptions } from '../../state/contract.ts';
import { Crosshair } from './Crosshair.tsx';
import { Flags } from './Flags.tsx';
import { lossLines, xAxisOf, xOfRow, yAxisOf } from './lossData.ts';
import { gutterWidth, LossLabels, type Reference } from './LossLabels.tsx';
import { LossLegend } from './LossLegend.tsx';
import { LossLines } from './LossLines.tsx';
import { type LossPicture, LossPictureContext, useLossPicture } from './lossPicture.ts';
import { PlotFrame } from './PlotFrame.tsx';
import { pointsOf } from './pointsOf.ts';
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

function LossCrosshair() {
  return <Crosshair pointsAt={useLossPicture().pointsAt} />;
}

const layers = (
  <>
    <LossLabels />
    <LossLines />
    <Flags />
    <LossCrosshair />
  </>
);

export default function LossChart({ runs, references, options, width }: LossChartProps) {
  const now = useMetrics(runs.map(({ id }) => id));
  const { xAxis, logY } = options;
  const lines = useMemo(() => lossLines(now.reader, runs, options), [now, runs, options]);
  const x = useStableAxis(xAxisOf(now.reader, runs, options, 6));
  const y = useStableAxis(yAxisOf(lines, references, logY));
  const gutter = gutterWidth(lines, references, x, width);
  const margin = useMemo(() => ({ top: 10, right: gutter, bottom: 0, left: 0 }), [gutter]);
  const picture = useMemo(
    (): LossPicture => ({
      lines,
      references,
      axis: x,
      width,
      pointsAt: pointsOf(now.reader, runs, xAxis, 'trainLossNats'),
      xOfStep: (runId, step) => {
        const row = now.reader.nearest(runId, 'step', step);
        return row === null ? Number.NaN : xOfRow(row, xAxis);
      },
    }),
    [lines, references, x, width, now, runs, xAxis],
  );
  return (
    <LossPictureContext value={picture}>
      <PlotFrame x={x} y={y} margin={margin} yWidth={34}>
        {layers}
      </PlotFrame>
      <LossLegend runs={runs} lines={lines} gutter={gutter} />
    </LossPictureContext>
  );
}
