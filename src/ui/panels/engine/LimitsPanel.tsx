/**
 * How close training comes to what this machine can do. Closed until the person opens it, also after a reload: opening
 * measures the machine, which the first steps of a run must not wait for.
 */
import { useState } from 'react';
import { useActions, useAppState } from '../../context/app.tsx';
import { useEngineI18n } from '../../context/engineWords.ts';
import { percent, shortTime } from '../../format/numbers.ts';
import { MeasureIcon } from '../../primitives/icons.ts';
import { EnginePanel } from './EnginePanel.tsx';
import { LimitBars } from './LimitBars.tsx';
import { LimitRatios } from './LimitRatios.tsx';
import { PeakFigures } from './PeakFigures.tsx';
import { type LimitView, useStepLimit } from './useStepLimit.ts';

function MeasureButton() {
  const { t } = useEngineI18n();
  const { engine } = useActions();
  const { peaks, measuring, phase } = useAppState((state) => state.engine);
  return (
    <button
      type="button"
      className="button small"
      aria-busy={measuring}
      disabled={measuring || phase === 'starting'}
      onClick={() => void engine.measure()}
    >
      <MeasureIcon className="icon" aria-hidden />
      {t(peaks === null ? 'limitsMeasure' : 'limitsMeasureAgain')}
    </button>
  );
}

function Measuring() {
  const { t } = useEngineI18n();
  return (
    <div className="measuring" role="status">
      <p className="muted">{t('limitsMeasuring')}</p>
      <div className="progress-track" data-phase="preparing" role="progressbar" aria-label={t('limitsMeasuring')} />
    </div>
  );
}

function Comparison({ view }: { readonly view: LimitView }) {
  const { t } = useEngineI18n();
  const { limit, times } = view;
  if (limit === null) return <p className="muted">{t('limitsIncomplete')}</p>;
  return (
    <>
      {times === null && <p>{t('limitsNoRun', { time: shortTime(limit.limitMs) })}</p>}
      <LimitBars {...view} />
      <LimitRatios {...view} />
    </>
  );
}

function Body({ view }: { readonly view: LimitView | null }) {
  const { t } = useEngineI18n();
  const { peaks, measuring } = useAppState((state) => state.engine);
  if (measuring) return <Measuring />;
  if (peaks === null) return <p className="muted">{t('limitsNotYet')}</p>;
  return (
    <>
      <PeakFigures peaks={peaks} />
      {view === null ? <p className="muted">{t('factsWaiting')}</p> : <Comparison view={view} />}
    </>
  );
}

/** The one number, for whom the panel is closed. */
function summaryOf(view: LimitView | null): string | null {
  if (view?.limit == null || view.times === null) return null;
  return percent(view.limit.limitMs / view.times.stepMs);
}

export function LimitsPanel() {
  const { t } = useEngineI18n();
  const { engine } = useActions();
  const unmeasured = useAppState((state) => state.engine.peaks === null);
  const view = useStepLimit();
  const [open, setOpen] = useState(false);
  const share = summaryOf(view);
  const toggle = (): void => {
    setOpen(!open);
    if (!open && unmeasured) void engine.measure();
  };
  return (
    <EnginePanel
      subject="engine.limit"
      name={t('limits')}
      summary={share === null ? t('limitsHint') : t('limitsShare', { percent: share })}
      action={<MeasureButton />}
      open={open}
      onToggle={toggle}
      growth={unmeasured ? 'before' : 'after'}
    >
      <Body view={view} />
    </EnginePanel>
  );
}
