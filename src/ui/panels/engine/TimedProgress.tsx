/** Something that takes seconds: what it is, how far it is. */
import { useEngineI18n } from '../../context/engineWords.ts';
import { percent } from '../../format/numbers.ts';

interface TimedProgressProps {
  /** Said once. */
  readonly words: string;
  /** Changes all the time, and is therefore read out on demand only. */
  readonly detail: string | null;
  /** Null while nothing is known. */
  readonly share: number | null;
}

export function TimedProgress({ words, detail, share }: TimedProgressProps) {
  const { t } = useEngineI18n();
  const done = share === null ? null : Math.min(1, share);
  return (
    <div className="measuring">
      <p className="muted" role="status">
        {words}
      </p>
      <div
        className="progress-track"
        data-phase={done === null ? 'preparing' : 'running'}
        role="progressbar"
        aria-label={t('progress')}
        {...(done !== null && { 'aria-valuenow': Math.round(100 * done), 'aria-valuetext': detail ?? percent(done) })}
      >
        {done !== null && <i style={{ transform: `scaleX(${done.toFixed(4)})` }} />}
      </div>
      <p className="small muted">{detail}</p>
    </div>
  );
}
