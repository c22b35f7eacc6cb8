/** The learning rate over the planned run, drawn from the schedule's own function, with the current step on it. */
import { useMemo } from 'react';
import { resolve } from '../../domain/config/resolve.ts';
import type { ExperimentConfig } from '../../domain/config/schema.ts';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { formatNumber } from '../../domain/config/formatNumber.ts';
import { whole } from '../format/numbers.ts';

const width = 264;
const height = 46;
const samples = 132;

/** Multiplier of the learning rate at `samples` + 1 places of the plan. */
function factors(config: ExperimentConfig): readonly number[] {
  const { schedule } = resolve(config);
  const total = config.training.steps;
  return Array.from({ length: samples + 1 }, (_, index) =>
    schedule.definition.factor(schedule.settings, Math.min(total - 1, Math.round((index / samples) * total)), total),
  );
}

const pixelX = (share: number): number => 4 + share * (width - 8);

export function SchedulePreview() {
  const { t } = useI18n();
  const config = useAppState((state) => state.config.config);
  const legal = useAppState((state) => state.config.problems.length === 0);
  const step = useAppState((state) => state.run.status?.step ?? 0);
  const values = useMemo(() => (legal ? factors(config) : null), [legal, config]);
  if (values === null) return null;
  const total = config.training.steps;
  const top = Math.max(1, ...values);
  const pixelY = (factor: number): number => 5 + (1 - factor / top) * (height - 10);
  const line = values
    .map((factor, index) => `${pixelX(index / samples).toFixed(1)} ${pixelY(factor).toFixed(1)}`)
    .join('L');
  const share = Math.min(1, step / total);
  const here = values[Math.round(share * samples)] ?? 1;
  const rate = Number(config.optimizer['learningRate']) * here;
  return (
    <figure className="schedule">
      <svg
        viewBox={`0 0 ${width} ${height}`}
        role="img"
        aria-label={t('scheduleLabel', { step: whole(step), rate: formatNumber(Number(rate.toPrecision(3))) })}
      >
        <path className="schedule-area" d={`M${pixelX(0)} ${height - 4}L${line}L${pixelX(1)} ${height - 4}Z`} />
        <path className="schedule-line" d={`M${line}`} />
        <line className="schedule-now" x1={pixelX(share)} x2={pixelX(share)} y1={2} y2={height - 3} />
        <circle className="schedule-dot" cx={pixelX(share)} cy={pixelY(here)} r={4} />
      </svg>
      <figcaption className="small muted">
        {t('scheduleNow', { rate: formatNumber(Number(rate.toPrecision(3))), step: whole(step) })}
      </figcaption>
    </figure>
  );
}
