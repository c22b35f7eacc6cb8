/** A member goes on from one of its kept steps as another one, with one setting changed. */
import { useState } from 'react';
import { valueAt } from '../../domain/config/fields.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import { mostMembers } from '../../domain/races/rules.ts';
import type { MemberStatus } from '../../protocol/races.ts';
import type { Entrant } from '../../state/races/contract.ts';
import { useI18n } from '../context/language.tsx';
import { whole } from '../format/numbers.ts';
import { NativeSelect } from '../primitives/NativeSelect.tsx';
import { useRacesActions, useRacesState } from './racesContext.ts';
import { PathSelect, ValueChoice, variable } from './SettingChoice.tsx';
import { useRaceWords } from './useRaceWords.ts';

interface ForkFormProps {
  readonly parent: Entrant;
  readonly status: MemberStatus;
  readonly onClose: () => void;
}

export function ForkForm({ parent, status, onClose }: ForkFormProps) {
  const say = useRaceWords();
  const { local } = useI18n();
  const { fork } = useRacesActions();
  const { cursor, members, busy } = useRacesState((state) => state);
  const steps = [...new Set([...status.snapshots, ...(status.phase === 'failed' ? [] : [status.step])])];
  const [at, setAt] = useState(() => steps.findLast((step) => step <= (cursor ?? status.step)) ?? 0);
  // Other tensors than the weights have could not be filled with them.
  const fields = variable(parent.config).filter(({ section }) => section !== 'model' && section !== 'data');
  const [path, setPath] = useState('optimizer.learningRate');
  const [values, setValues] = useState<readonly ParamValue[]>([]);
  const field = fields.find((each) => each.path === path);
  const [value] = values;
  const present = valueAt(parent.config, path);
  return (
    <fieldset className="race-vary">
      <legend>{say('forkTitle', { name: local(parent.name) })}</legend>
      <label className="row">
        {say('forkAt')}
        <NativeSelect
          label={say('forkAt')}
          value={String(steps.includes(at) ? at : (steps.at(-1) ?? 0))}
          options={steps.map((step) => ({ id: String(step), name: whole(step) }))}
          onChange={(step) => setAt(Number(step))}
        />
      </label>
      <PathSelect
        config={parent.config}
        path={path}
        fields={fields}
        onChange={(next) => {
          setPath(next);
          setValues([]);
        }}
      />
      {field !== undefined && (
        <ValueChoice
          key={path}
          field={field}
          chosen={value === undefined ? (present === undefined ? [] : [present]) : [value]}
          many={false}
          onChange={setValues}
        />
      )}
      <button
        type="button"
        className="button primary"
        disabled={busy || value === undefined || members.length >= mostMembers}
        onClick={() => {
          if (value !== undefined) void fork(parent.id, at, path, value);
          onClose();
        }}
      >
        {say('forkNow')}
      </button>
      <button type="button" className="button" onClick={onClose}>
        {say('close')}
      </button>
      <p className="small muted">{say('forkHint')}</p>
    </fieldset>
  );
}
