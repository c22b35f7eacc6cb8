/** For the crosshair: the measured point of every run that is nearest to x, the selected run first. */
import type { MetricColumn } from '../../protocol/protocol.ts';
import type { MetricsReader, XAxis } from '../../state/contract.ts';
import type { CrosshairPoint } from './Crosshair.tsx';
import { xOfRow } from './lossData.ts';
import { runStyle } from './runStyle.ts';
import type { ChartRun } from './useChartRuns.ts';

export const pointsOf =
  (reader: MetricsReader, runs: readonly ChartRun[], xAxis: XAxis, column: MetricColumn) =>
  (at: number): readonly CrosshairPoint[] =>
    runs.toReversed().flatMap((run) => {
      const row = reader.nearest(run.id, xAxis, at);
      if (row === null) return [];
      return [{ key: run.id, x: xOfRow(row, xAxis), y: row[column], colour: runStyle(run.colour).colour }];
    });
