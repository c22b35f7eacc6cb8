/** Starts, cancels and saves; how far it is and how long it will take. */
import { useI18n } from '../ui/context/language.tsx';
import { saveFile } from '../ui/context/saveFile.ts';
import { duration } from '../ui/format/numbers.ts';
import { DownloadIcon, MeasureIcon, StopIcon } from '../ui/primitives/icons.ts';
import { peaksStage } from './contract.ts';
import { fileName, reportOf, type Machine } from './report.ts';
import type { Runner } from './runner.ts';
import type { BenchState, Progress } from './state.ts';
import { useWords } from './useWords.ts';

interface ControlsProps {
  readonly state: BenchState;
  readonly machine: Machine;
  readonly runner: Runner;
}

function useStage({ backend, stage }: Progress): string {
  const say = useWords();
  const what = stage === null ? say('starting') : stage === peaksStage ? say('peaks') : stage;
  return `${backend} · ${what}`;
}

function Running({ progress }: { readonly progress: Progress }) {
  const { t } = useI18n();
  const say = useWords();
  const { share, secondsLeft } = progress;
  const stage = useStage(progress);
  const percent = Math.round(100 * share);
  return (
    <div className="progress">
      <p className="progress-text">
        <span role="status">{stage}</span>
        {secondsLeft !== null && <span className="muted"> · {t('timeLeft', { time: duration(secondsLeft) })}</span>}
      </p>
      <div
        className="progress-track"
        role="progressbar"
        aria-label={say('progress')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={percent}
        data-phase="running"
      >
        <i style={{ transform: `scaleX(${share.toFixed(4)})` }} />
      </div>
    </div>
  );
}

export function Controls({ state, machine, runner }: ControlsProps) {
  const { t } = useI18n();
  const say = useWords();
  const { phase, progress, results } = state;
  const running = phase === 'running';
  const save = (): void =>
    saveFile(fileName(state), `${JSON.stringify(reportOf(state, machine), null, 2)}\n`, 'application/json');
  return (
    <div className="bench-controls" data-phase={phase}>
      {/* One button, so that the focus stays where it is when its meaning changes. */}
      <button
        type="button"
        className={running ? 'button' : 'button primary'}
        onClick={() => (running ? runner.cancel() : void runner.start())}
      >
        {running ? <StopIcon className="icon" aria-hidden /> : <MeasureIcon className="icon" aria-hidden />}
        {running ? t('cancel') : say(phase === 'idle' ? 'run' : 'again')}
      </button>
      <button type="button" className="button" disabled={running || results.length === 0} onClick={save}>
        <DownloadIcon className="icon" aria-hidden />
        {say('saveJson')}
      </button>
      {progress !== null && phase === 'running' ? (
        <Running progress={progress} />
      ) : (
        <p className="muted" role="status">
          {running ? '' : say(phase)}
        </p>
      )}
    </div>
  );
}
