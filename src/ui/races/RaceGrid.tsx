/** Who starts: variants of the edited experiment, saved runs, or the lanes of a prepared race. */
import { useState } from 'react';
import { valueAt } from '../../domain/config/fields.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import { mostMembers, raceClocks } from '../../domain/races/rules.ts';
import { RunSwatch } from '../charts/RunSwatch.tsx';
import { useAppState } from '../context/app.tsx';
import { useI18n } from '../context/language.tsx';
import { IconButton } from '../primitives/IconButton.tsx';
import { CloseIcon } from '../primitives/icons.ts';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { Segmented } from '../primitives/Segmented.tsx';
import { NumberBox } from '../settings/NumberBox.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { PathSelect, ValueChoice, variable } from './SettingChoice.tsx';
import { useRaceWords } from './useRaceWords.ts';

const firstPath = 'optimizer.method';

function Vary() {
  const say = useRaceWords();
  const { enterVaried, enterCurrent } = useRacesActions();
  const config = useAppState((state) => state.config.config);
  const legal = useAppState((state) => state.config.problems.length === 0);
  const [path, setPath] = useState(firstPath);
  const [values, setValues] = useState<readonly ParamValue[]>([]);
  const fields = variable(config);
  const field = fields.find((each) => each.path === path) ?? fields.find((each) => each.path === firstPath);
  if (field === undefined) return null;
  const present = valueAt(config, field.path);
  const choose = (next: string): void => {
    setPath(next);
    setValues([]);
  };
  const start = values.length === 0 && present !== undefined && field.kind === 'param' ? [present] : values;
  return (
    <fieldset className="race-vary">
      <legend className="small muted">{say('vary')}</legend>
      <PathSelect config={config} path={field.path} fields={fields} onChange={choose} />
      <ValueChoice key={field.path} field={field} chosen={start} many onChange={setValues} />
      <button
        type="button"
        className="button"
        disabled={!legal || values.length === 0}
        onClick={() => {
          enterVaried(field.path, values);
          setValues([]);
        }}
      >
        {say('enter')}
      </button>
      <button type="button" className="button" disabled={!legal} onClick={enterCurrent}>
        {say('enterCurrent')}
      </button>
    </fieldset>
  );
}

function SavedRuns() {
  const say = useRaceWords();
  const { enterRun } = useRacesActions();
  const runs = useAppState((state) => state.runs.list);
  if (runs.length === 0) return null;
  const options = [{ id: '', name: say('chooseRun') }, ...runs.map(({ id, name }) => ({ id, name }))];
  return (
    <NativeSelect
      label={say('savedRun')}
      value=""
      options={options}
      onChange={(id) => void (id !== '' && enterRun(id))}
    />
  );
}

function Entrants() {
  const say = useRaceWords();
  const { local } = useI18n();
  const { leave } = useRacesActions();
  const grid = useRacesState((state) => state.grid);
  if (grid.length === 0) return <p className="small muted">{say('gridEmpty')}</p>;
  return (
    <ul className="race-grid">
      {grid.map(({ id, name, colour }) => (
        <li key={id}>
          <RunSwatch colour={colour} /> {local(name)}
          <IconButton icon={CloseIcon} label={say('leave', { name: local(name) })} quiet onClick={() => leave(id)} />
        </li>
      ))}
    </ul>
  );
}

export function RaceGrid() {
  const say = useRaceWords();
  const { setClock, setSteps, start, clear } = useRacesActions();
  const { grid, clock, steps, busy } = useRacesState((state) => state);
  return (
    <section className="panel" aria-labelledby="race-grid-title">
      <header className="panel-head">
        <h2 id="race-grid-title">{say('grid')}</h2>
        <span className="muted small">
          {grid.length}/{mostMembers}
        </span>
        <span className="grow" />
        <SavedRuns />
        <button type="button" className="button" disabled={grid.length === 0} onClick={clear}>
          {say('clear')}
        </button>
      </header>
      <Vary />
      <Entrants />
      <div className="row race-start">
        <Segmented
          label={say('clock')}
          value={clock}
          options={raceClocks.map((id) => ({ id, name: say(`clock-${id}`) }))}
          onChange={setClock}
          className="compact"
        />
        <label htmlFor="race-steps">{say('steps')}</label>
        <NumberBox
          id="race-steps"
          label={say('steps')}
          value={steps}
          problemId={undefined}
          onCommit={(value) => {
            if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= 1e6) setSteps(value);
          }}
        />
        <button
          type="button"
          className="button primary"
          disabled={grid.length === 0 || busy}
          onClick={() => void start()}
        >
          {say('start')}
        </button>
      </div>
    </section>
  );
}
