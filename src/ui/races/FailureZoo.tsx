/** Failures to be had on purpose, each with one button. */
import { failures } from '../../domain/races/failures/index.ts';
import { useI18n } from '../context/language.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

export function FailureZoo() {
  const say = useRaceWords();
  const { local } = useI18n();
  const { breakOnPurpose } = useRacesActions();
  const busy = useRacesState((state) => state.busy);
  return (
    <section className="panel" aria-labelledby="zoo-title">
      <header className="panel-head">
        <h2 id="zoo-title">{say('zoo')}</h2>
        <span className="muted small truncate">{say('zooHint')}</span>
      </header>
      <ul className="zoo-cards">
        {failures.map(({ id, name, summary }) => (
          <li key={id}>
            <strong>{local(name)}</strong>
            <p className="small">{local(summary)}</p>
            <button
              type="button"
              className="button small"
              disabled={busy}
              aria-label={`${say('zooStart')}: ${local(name)}`}
              onClick={() => void breakOnPurpose(id)}
            >
              {say('zooStart')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
