/** The measures that explain a loss curve, on the same x and under the same crosshair. */
import { lazy, Suspense } from 'react';
import type { MessageKey } from '../../i18n/translate.ts';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import type { MetricColumn } from '../../protocol/protocol.ts';
import type { AxisScale } from '../charts/ticks.ts';
import { useCrosshair } from '../charts/crosshair.ts';
import { useChartRuns } from '../charts/useChartRuns.ts';
import { useApp, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { compact, fixed, milliseconds } from '../format/numbers.ts';
import { isTaskRun, useLastMeasured, useSelectedRecord } from './useSelectedRun.ts';

const SmallChart = lazy(() => import('../charts/SmallChart.tsx'));

interface Measure {
  readonly column: MetricColumn;
  readonly name: MessageKey;
  readonly scale: AxisScale;
  readonly floor: number | null;
  /** Noisy from step to step: drawn with the smoothing of the loss. */
  readonly noisy: boolean;
  readonly format: (value: number) => string;
}

const significant = (value: number): string =>
  Number.isFinite(value) ? formatNumber(Number(value.toPrecision(3))) : '–';

const measures: readonly Measure[] = [
  { column: 'learningRate', name: 'measureLearningRate', scale: 'linear', floor: 0, noisy: false, format: significant },
  { column: 'gradNorm', name: 'measureGradNorm', scale: 'log', floor: null, noisy: true, format: significant },
  { column: 'tokensPerSecond', name: 'measureTokens', scale: 'linear', floor: 0, noisy: true, format: compact },
  { column: 'stepMs', name: 'measureStepMs', scale: 'linear', floor: 0, noisy: true, format: milliseconds },
];
const accuracy: Measure = {
  column: 'accuracy',
  name: 'measureAccuracy',
  scale: 'linear',
  floor: 0,
  noisy: false,
  format: (value) => fixed(value, 3),
};

export function SmallCharts() {
  const { t } = useI18n();
  const { metrics } = useApp();
  const options = useAppState((state) => state.preferences.chart);
  const runs = useChartRuns();
  const record = useSelectedRecord();
  const last = useLastMeasured(record?.id ?? null);
  const at = useCrosshair();
  const row = at === null || record === null ? null : metrics.nearest(record.id, options.xAxis, at);
  const shown = isTaskRun(record) ? [accuracy, ...measures.slice(0, 3)] : measures;
  return (
    <section className="small-charts" aria-label={t('furtherMeasures')}>
      {shown.map(({ column, name, scale, floor, noisy, format }) => {
        const read = row?.[column] ?? Number.NaN;
        const value = format(Number.isFinite(read) ? read : last(column));
        return (
          <figure key={column} className="panel small-panel">
            <figcaption>
              <span className="muted">{t(name)}</span> <b>{value}</b>
            </figcaption>
            <div className="small-chart" role="img" aria-label={`${t(name)}: ${value}`}>
              <Suspense>
                <SmallChart
                  column={column}
                  scale={scale}
                  floor={floor}
                  smoothing={noisy ? options.smoothing : 0}
                  runs={runs}
                  options={options}
                />
              </Suspense>
            </div>
          </figure>
        );
      })}
    </section>
  );
}
