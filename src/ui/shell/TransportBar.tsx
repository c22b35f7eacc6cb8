/** Run, pause, step, restart, dice: what the run is doing and how far it is. */
import { useActions, useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { Hint } from '../primitives/Hint.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { DiceIcon, PauseIcon, PlayIcon, RedoIcon, RestartIcon, StepIcon, UndoIcon } from '../primitives/icons.ts';
import { keysOf } from '../commands/keysOf.ts';
import { PresetPicker } from './PresetPicker.tsx';
import { Progress } from './Progress.tsx';

function RunButton() {
  const { t } = useI18n();
  const { run } = useActions();
  const phase = useAppState((state) => state.run.phase);
  const busy = useAppState((state) => state.run.busy);
  const blocked = useAppState(
    (state) => state.config.problems.length > 0 && state.run.phase !== 'running' && state.run.phase !== 'paused',
  );
  const keys = keysOf('run-toggle');
  const running = phase === 'running' || phase === 'preparing';
  const Icon = running ? PauseIcon : PlayIcon;
  const label = running ? 'pause' : phase === 'paused' ? 'continue' : phase === 'finished' ? 'runAgain' : 'run';
  return (
    <button
      type="button"
      className="button primary run-button"
      disabled={blocked}
      aria-busy={busy}
      onClick={() => void run.toggle()}
    >
      <Icon className="icon filled" aria-hidden />
      <span>{t(label)}</span>
      {keys !== undefined && <kbd>{keys}</kbd>}
    </button>
  );
}

/** Restart, or "apply changes" while structural edits wait for it. */
function RestartButton() {
  const { t } = useI18n();
  const { run } = useActions();
  const pending = useAppState((state) => state.config.pendingRestart.length);
  const blocked = useAppState((state) => state.config.problems.length > 0);
  const keys = keysOf('run-restart');
  const applyKeys = keysOf('run-apply');
  if (pending === 0)
    return (
      <IconButton icon={RestartIcon} label={t('restart')} keys={keys} onClick={() => void run.restartSameSeed()} />
    );
  return (
    <Hint text={t('applyHint')} keys={applyKeys}>
      <button type="button" className="button apply" disabled={blocked} onClick={() => void run.applyChanges()}>
        <RestartIcon className="icon" aria-hidden />
        {t('applyChanges')} <span className="pending-count">{pending}</span>
      </button>
    </Hint>
  );
}

export function TransportBar() {
  const { t } = useI18n();
  const { run, config } = useActions();
  const canUndo = useAppState((state) => state.config.past.length > 0);
  const canRedo = useAppState((state) => state.config.future.length > 0);
  return (
    <section className="transport" aria-label={t('transport')}>
      <RunButton />
      <IconButton icon={StepIcon} label={t('stepOnce')} keys={keysOf('run-step')} onClick={() => void run.step()} />
      <RestartButton />
      <IconButton
        icon={DiceIcon}
        label={t('newSeed')}
        keys={keysOf('run-new-seed')}
        onClick={() => void run.newSeed()}
      />
      <Progress />
      <div className="undo-group">
        <IconButton
          icon={UndoIcon}
          label={t('undo')}
          keys={keysOf('undo')}
          quiet
          disabled={!canUndo}
          onClick={() => config.undo()}
        />
        <IconButton
          icon={RedoIcon}
          label={t('redo')}
          keys={keysOf('redo')}
          quiet
          disabled={!canRedo}
          onClick={() => config.redo()}
        />
      </div>
      <PresetPicker />
    </section>
  );
}
