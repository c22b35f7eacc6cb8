/** The learning rate over the planned run, drawn from the schedule's own function, with the current step on it. */
import { lazy, Suspense, useMemo } from 'react';
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { whole } from '../format/numbers.ts';
import { useLastMeasured } from '../panels/useSelectedRun.ts';
import { height, pixelX, pixelY, width } from './schedule/picture.ts';

const ScheduleTools = lazy(() => import('./schedule/ScheduleTools.tsx'));

const samples = 132;

/** Multiplier of the learning rate at `samples` + 1 places of the plan. */
function factors(config: ExperimentConfig): readonly number[] {
  const { schedule } = resolve(config);
  const total = config.training.steps;
  return Array.from({ length: samples + 1 }, (_, index) =>
    schedule.definition.factor(schedule.settings, Math.min(total - 1, Math.round((index / samples) * total)), total),
  );
}

function Picture({ config, values }: { readonly config: ExperimentConfig; readonly values: readonly number[] }) {
  const { t } = useI18n();
  const step = useAppState((state) => state.run.status?.step ?? 0);
  const runId = useAppState((state) => state.run.runId);
  // What validations have done to it, only the run knows.
  const measured = useLastMeasured(resolve(config).schedule.definition.watch ? runId : null)('learningRate');
  const top = Math.max(1, ...values);
  const line = values
    .map((factor, index) => `${pixelX(index / samples).toFixed(1)} ${pixelY(factor, top).toFixed(1)}`)
    .join('L');
  const share = Math.min(1, step / config.training.steps);
  const highest = Number(config.optimizer['learningRate']);
  const rate = Number.isFinite(measured) ? measured : highest * (values[Math.round(share * samples)] ?? 1);
  return (
    <figure>
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('scheduleLabel', { step: whole(step), rate: formatNumber(Number(rate.toPrecision(3))) })}
      >
        <path className="schedule-area" d={`M${pixelX(0)} ${height - 4}L${line}L${pixelX(1)} ${height - 4}Z`} />
        <path className="schedule-line" d={`M${line}`} />
        <line className="schedule-now" x1={pixelX(share)} x2={pixelX(share)} y1={2} y2={height - 3} />
        <circle className="schedule-dot" cx={pixelX(share)} cy={pixelY(Math.min(top, rate / highest), top)} r={4} />
      </svg>
      <figcaption className="small muted">
        {t('scheduleNow', { rate: formatNumber(Number(rate.toPrecision(3))), step: whole(step) })}
      </figcaption>
    </figure>
  );
}

export function SchedulePreview() {
  const config = useAppState((state) => state.config.config);
  const legal = useAppState((state) => state.config.problems.length === 0);
  const values = useMemo(() => (legal ? factors(config) : null), [legal, config]);
  return (
    <div className="schedule">
      {values !== null && <Picture config={config} values={values} />}
      <Suspense>
        <ScheduleTools drawn={values !== null} />
      </Suspense>
    </div>
  );
}
