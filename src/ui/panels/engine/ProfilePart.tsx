/** Where the time of a step goes: the button that has steps timed, and what came of it. */
import { canProfile, whyNoProfile } from '../../../state/kernelPolicy.ts';
import { profiledSteps } from '../../../state/run/profile.ts';
import { useActions, useAppState } from '../../context/app.tsx';
import { useEngineI18n } from '../../context/engineWords.ts';
import { MeasureIcon } from '../../primitives/icons.ts';
import { BusyButton } from './BusyButton.tsx';
import { ProfileBars } from './ProfileBars.tsx';
import { TimedProgress } from './TimedProgress.tsx';

function ProfileButton() {
  const { t } = useEngineI18n();
  const { run } = useActions();
  const able = useAppState(canProfile);
  const busy = useAppState((state) => state.run.profiling !== null);
  const paused = useAppState((state) => state.run.phase === 'paused');
  return (
    <p className="button-row">
      <BusyButton icon={MeasureIcon} busy={busy} able={able} onClick={() => void run.profile()}>
        {t('profileSteps', { count: profiledSteps })}
      </BusyButton>
      {/* A step that has not been recorded yet is, before it can be timed. */}
      {paused && <span className="muted small">{t('profilePaused', { most: profiledSteps + 1 })}</span>}
    </p>
  );
}

function Profiling() {
  const { t } = useEngineI18n();
  const { made, of } = useAppState((state) => state.run.profiling) ?? { made: 0, of: profiledSteps };
  return (
    <TimedProgress
      words={t('profiling')}
      detail={t('profilingProgress', { made, of })}
      share={made === 0 ? null : made / of}
    />
  );
}

function Outcome() {
  const { t } = useEngineI18n();
  const profile = useAppState((state) => state.run.profile);
  if (profile === null) return <p className="muted small">{t('profileAbout')}</p>;
  if (profile.kind === 'none') return <p role="status">{t(`noProfile-${profile.reason}`)}</p>;
  return <ProfileBars steps={profile.steps} kernels={profile.kernels} />;
}

export function ProfilePart() {
  const { t } = useEngineI18n();
  const reason = useAppState(whyNoProfile);
  const profiling = useAppState((state) => state.run.profiling !== null);
  const profiled = useAppState((state) => state.run.profile !== null);
  return (
    <div className="engine-part">
      <h3>{t('profile')}</h3>
      {reason === null ? <ProfileButton /> : <p>{t(`noProfile-${reason}`)}</p>}
      {profiling ? <Profiling /> : (reason === null || profiled) && <Outcome />}
    </div>
  );
}
