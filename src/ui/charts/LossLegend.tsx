/** In the empty corner above the falling curves: what the lines mean, or the numbers under the pointer. */
import { useApp, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { compact, duration, fixed, whole } from '../format/numbers.ts';
import { useCrosshair } from './crosshair.ts';
import type { RunLines } from './LossLines.tsx';
import { nearestIndex } from './path.ts';
import { RunSwatch } from './RunSwatch.tsx';
import type { ChartRun } from './useChartRuns.ts';

interface LossLegendProps {
  readonly runs: readonly ChartRun[];
  readonly lines: readonly RunLines[];
  /** Width of the labels to the right of the plot, pixels. */
  readonly gutter: number;
}

function Key() {
  const { t } = useI18n();
  return (
    <ul className="chart-key">
      <li>
        <svg width="22" height="10" viewBox="0 0 22 10" aria-hidden>
          <path className="key-raw" d="M0 6L3 3L6 8L9 2L12 7L15 4L18 8L22 5" />
          <path className="key-smooth" d="M0 6Q11 4 22 5" />
        </svg>
        {t('keyTraining')}
      </li>
      <li>
        <svg width="22" height="10" viewBox="0 0 22 10" aria-hidden>
          <path className="key-validation" d="M0 5H22" />
          <circle className="key-marker" cx="11" cy="5" r="3" />
        </svg>
        {t('keyValidation')}
      </li>
    </ul>
  );
}

export function LossLegend({ runs, lines, gutter }: LossLegendProps) {
  const { t } = useI18n();
  const { metrics } = useApp();
  const xAxis = useAppState((state) => state.preferences.chart.xAxis);
  const at = useCrosshair();
  const style = { right: gutter + 8 };
  const rows = runs.toReversed().map((run) => ({
    run,
    row: at === null ? null : metrics.nearest(run.id, xAxis, at),
    line: lines.find((item) => item.run.id === run.id),
  }));
  const first = rows[0]?.row;
  if (at === null || first === null || first === undefined) {
    return (
      <div className="chart-legend" style={style}>
        <Key />
      </div>
    );
  }
  return (
    <div className="chart-legend reading" style={style}>
      <p>
        {t('readAt', {
          step: whole(first.step),
          tokens: compact(first.tokensSeen),
          time: duration(first.elapsedSeconds),
        })}
      </p>
      <table>
        <thead>
          <tr>
            <td />
            <th>{t('training')}</th>
            <th>{t('validation')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(({ run, row, line }) => {
            const validation = line?.validation ?? null;
            const index = validation === null ? -1 : nearestIndex(validation.x, at);
            return (
              <tr key={run.id}>
                <th>
                  <RunSwatch colour={run.colour} /> {run.name}
                </th>
                <td>{fixed(row?.trainLossNats ?? Number.NaN, 3)}</td>
                <td>{fixed(validation?.y[index] ?? Number.NaN, 3)}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
