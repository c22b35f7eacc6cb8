/** Races that are known to end in a certain way. */
import { findRacePreset, racePresets } from '../../domain/races/index.ts';
import { useI18n } from '../context/language.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { useRaceWords } from './useRaceWords.ts';

export function RacePresets() {
  const say = useRaceWords();
  const { local } = useI18n();
  const { enterPreset } = useRacesActions();
  const chosen = useRacesState((state) => state.presetId);
  const preset = findRacePreset(chosen ?? '');
  return (
    <section className="panel" aria-labelledby="race-presets-title">
      <header className="panel-head">
        <h2 id="race-presets-title">{say('presets')}</h2>
      </header>
      <ul className="race-presets">
        {racePresets.map(({ id, name, question }) => (
          <li key={id}>
            <button type="button" className="toggle" aria-pressed={id === chosen} onClick={() => enterPreset(id)}>
              <strong>{local(name)}</strong>
              <span>{local(question)}</span>
            </button>
          </li>
        ))}
      </ul>
      {preset !== undefined && (
        <p className="small muted">
          {say('expected')}: {local(preset.source)}
        </p>
      )}
    </section>
  );
}
