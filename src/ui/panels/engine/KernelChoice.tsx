/** Which variants of the kernels run on this device, where that is from, and buttons to have them tried. */
import { canTune } from '../../../state/kernelPolicy.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useEngineI18n } from '../../context/engineWords.ts';
import { shortTime } from '../../format/numbers.ts';
import { MeasureIcon, RestartIcon } from '../../primitives/icons.ts';
import { BusyButton } from './BusyButton.tsx';
import { KernelTable } from './KernelTable.tsx';
import { TimedProgress } from './TimedProgress.tsx';

function Tuning() {
  const { t } = useEngineI18n();
  const progress = useAppState((state) => state.engine.tuningProgress);
  const { chosen, elapsedMs, budgetMs } = progress ?? { chosen: 0, elapsedMs: 0, budgetMs: 0 };
  const detail =
    progress === null
      ? null
      : t('tuningProgress', { count: chosen, time: shortTime(elapsedMs), most: shortTime(budgetMs) });
  return <TimedProgress words={t('tuning')} detail={detail} share={progress && elapsedMs / budgetMs} />;
}

function Buttons({ chosen }: { readonly chosen: boolean }) {
  const { t } = useEngineI18n();
  const { retune } = useActions().engine;
  const able = useAppState(canTune);
  const busy = useAppState((state) => state.engine.tuning);
  const hasRun = useAppState((state) => state.run.runId !== null);
  return (
    <p className="button-row">
      <BusyButton icon={MeasureIcon} busy={busy} able={able} onClick={() => void retune(false)}>
        {t('tuneNow')}
      </BusyButton>
      {chosen && (
        <BusyButton icon={RestartIcon} busy={busy} able={able} onClick={() => void retune(true)}>
          {t('tuneAnew')}
        </BusyButton>
      )}
      {!hasRun && <span className="muted small">{t('tuneNoRun')}</span>}
    </p>
  );
}

function Outcome() {
  const { t } = useEngineI18n();
  const tuned = useAppState((state) => state.engine.tuned);
  return (
    <p className="muted small" role="status">
      {tuned && t(tuned.complete ? 'tunedAll' : 'tunedSome', { time: shortTime(tuned.ms) })}
    </p>
  );
}

export function KernelChoice() {
  const { t } = useEngineI18n();
  const kernels = useAppState((state) => state.engine.kernels);
  const software = useAppState((state) => state.engine.status?.software === true);
  const tuning = useAppState((state) => state.engine.tuning);
  const chosen = kernels !== null && kernels.length > 0;
  return (
    <div className="engine-part">
      <h3>{t('kernelsWhich')}</h3>
      {chosen ? <KernelTable kernels={kernels} /> : <p>{t(software ? 'kernelsFromTable' : 'kernelsNotYet')}</p>}
      <Buttons chosen={chosen} />
      {tuning ? <Tuning /> : <Outcome />}
    </div>
  );
}
