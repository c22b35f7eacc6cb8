/** Step of how many, at what pace, and how long to go. */
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { paceSmoothing, useLastMeasured } from '../panels/useSelectedRun.ts';
import { duration, milliseconds, whole } from '../format/numbers.ts';

export function Progress() {
  const { t } = useI18n();
  const status = useAppState((state) => state.run.status);
  const phase = useAppState((state) => state.run.phase);
  const stepMs = useLastMeasured(useAppState((state) => state.run.runId))('stepMs', paceSmoothing);
  const step = status?.step ?? 0;
  const total = status?.totalSteps ?? 0;
  const left = status?.secondsLeft ?? null;
  const resumedAt = useAppState((state) => state.run.resumedAt);
  const share = total === 0 ? 0 : Math.min(1, step / total);
  const details = [
    ...(phase === 'running' || phase === 'idle' ? [] : [t(`phase-${phase}`)]),
    ...(!Number.isFinite(stepMs) ? [] : [t('msPerStep', { ms: milliseconds(stepMs) })]),
    ...(resumedAt === null ? [] : [t('resumedAt', { step: whole(resumedAt) })]),
    ...(left === null || phase !== 'running' ? [] : [t('timeLeft', { time: duration(left) })]),
  ];
  return (
    <div className="progress">
      <p className="progress-text truncate">
        {status === null ? (
          <span className="muted">{t(phase === 'idle' ? 'phase-idle' : 'phase-preparing')}</span>
        ) : (
          <>
            <b>{t('stepNumber', { step: whole(step) })}</b>{' '}
            <span className="muted">{t('ofSteps', { total: whole(total) })}</span>
            <span className="muted progress-details">{details.map((detail) => ` · ${detail}`).join('')}</span>
          </>
        )}
      </p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={t('progress')}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={step}
        data-phase={phase}
      >
        <i style={{ transform: `scaleX(${share.toFixed(4)})` }} />
      </div>
    </div>
  );
}
