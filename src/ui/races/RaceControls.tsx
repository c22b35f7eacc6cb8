/** How the race stands, the buttons that move it, and how fair it is. */
import { fairnessOf, type Fairness } from '../../domain/races/comparable.ts';
import type { RaceWord } from '../../i18n/raceWords.ts';
import { useI18n } from '../context/language.tsx';
import { duration, whole } from '../format/numbers.ts';
import { PauseIcon, PlayIcon, StepIcon, StopIcon } from '../primitives/icons.ts';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

function fairnessWord({ sameData, sameBatches, sameStart }: Fairness): RaceWord {
  if (!sameData) return 'fairNone';
  if (sameBatches) return sameStart ? 'fairAll' : 'fairBatches';
  return sameStart ? 'fairStart' : 'fairSeed';
}

function FairnessNote() {
  const say = useRaceWords();
  const { members, facts, clock } = useRacesState((state) => state);
  if (members.length < 2) return null;
  const counts = facts.map(({ totalSteps }) => whole(totalSteps)).join(', ');
  return (
    <p className="small muted race-fairness">
      {say(fairnessWord(fairnessOf(members.map(({ config }) => config))))}
      {clock === 'flops' && counts !== '' && ` ${say('flopsNote', { counts })}`}
    </p>
  );
}

export function RaceControls() {
  const say = useRaceWords();
  const { t } = useI18n();
  const actions = useRacesActions();
  const { status, busy } = useRacesState((state) => state);
  const phase = status?.phase ?? null;
  const step = Math.min(...(status?.members.map((member) => member.step) ?? [0]));
  const steps = Math.max(...(status?.members.map((member) => member.totalSteps) ?? [0]));
  const running = phase === 'running';
  const open = running || phase === 'paused';
  return (
    <>
      <header className="panel-head">
        <h2 id="race-title">{say('title')}</h2>
        {phase === null ? (
          <span className="muted small">{say('hint')}</span>
        ) : (
          <span className="muted small" role="status">
            {say(`phase-${phase}`)} ·{' '}
            {say('progress', { step: whole(Number.isFinite(step) ? step : 0), steps: whole(Math.max(0, steps)) })}
            {running && status?.secondsLeft != null && ` · ${say('left', { time: duration(status.secondsLeft) })}`}
          </span>
        )}
        <span className="grow" />
        {open && (
          <div className="row" role="group" aria-label={t('actions')}>
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => void (running ? actions.pause() : actions.continue())}
            >
              {running ? <PauseIcon className="icon" aria-hidden /> : <PlayIcon className="icon" aria-hidden />}
              {say(running ? 'pause' : 'continue')}
            </button>
            <button type="button" className="button" disabled={busy} onClick={() => void actions.step()}>
              <StepIcon className="icon" aria-hidden />
              {say('step')}
            </button>
            <button type="button" className="button" disabled={busy} onClick={() => void actions.stop()}>
              <StopIcon className="icon" aria-hidden />
              {say('stop')}
            </button>
          </div>
        )}
      </header>
      {open && (
        <progress
          className="race-progress"
          max={Math.max(1, steps)}
          value={Number.isFinite(step) ? step : 0}
          aria-label={say('title')}
        />
      )}
      <FairnessNote />
    </>
  );
}
