/** Chooses one setting of an experiment and one or several values for it: a form made from the definitions. */
import { fieldsOf, valueAt, type Field } from '../../domain/config/fields.ts';
import { formatNumber, parseNumber } from '../../domain/config/formatNumber.ts';
import { sections, type ExperimentConfig } from '../../domain/config/schema.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import { useI18n } from '../context/language.tsx';
import { useRaceWords } from './useRaceWords.ts';

/** What a race or a fork may differ in; texts name files and the like. */
export const variable = (config: ExperimentConfig): readonly Field[] =>
  fieldsOf(config).filter((field) => field.kind === 'selector' || field.spec.kind !== 'text');

export function PathSelect({
  config,
  path,
  fields,
  onChange,
}: {
  readonly config: ExperimentConfig;
  readonly path: string;
  readonly fields: readonly Field[];
  readonly onChange: (path: string) => void;
}) {
  const say = useRaceWords();
  const { local } = useI18n();
  const groups = [null, ...sections].map((section) => ({
    name: section === null ? null : local(section.name),
    fields: fields.filter((field) => field.section === (section?.id ?? null)),
  }));
  const nameOf = (field: Field): string => {
    const value = valueAt(config, field.path);
    const chosen = listed(field)?.find(({ id }) => id === value);
    return chosen === undefined ? shownValue(value) : local(chosen.name);
  };
  const option = (field: Field) => (
    <option key={field.path} value={field.path}>
      {local(field.name)} · {nameOf(field)}
    </option>
  );
  return (
    <span className="native-select">
      <select aria-label={say('setting')} value={path} onChange={(event) => onChange(event.target.value)}>
        {groups.map(({ name, fields: own }) =>
          name === null ? (
            own.map(option)
          ) : own.length === 0 ? null : (
            <optgroup key={name} label={name}>
              {own.map(option)}
            </optgroup>
          ),
        )}
      </select>
    </span>
  );
}

const shownValue = (value: ParamValue | undefined): string =>
  typeof value === 'number' ? formatNumber(value) : String(value ?? '');

interface ValueChoiceProps {
  readonly field: Field;
  readonly chosen: readonly ParamValue[];
  /** Else only one. */
  readonly many: boolean;
  readonly onChange: (values: readonly ParamValue[]) => void;
}

/** The possible values of a field that has a list of them. */
export function listed(
  field: Field,
): readonly { readonly id: string | boolean; readonly name: Field['name'] }[] | null {
  if (field.kind === 'selector')
    return Object.values(field.selector.registry).filter(({ withFile }) => withFile !== true);
  if (field.spec.kind === 'choice') return field.spec.options;
  if (field.spec.kind !== 'flag') return null;
  return [
    { id: true, name: { en: 'on', zh: '开' } },
    { id: false, name: { en: 'off', zh: '关' } },
  ];
}

export const readNumbers = (text: string): readonly number[] =>
  text
    .normalize('NFKC')
    .split(/[\s,;、]+/)
    .map((part) => parseNumber(part.replaceAll('−', '-')))
    .filter((value) => value !== null);

export function ValueChoice({ field, chosen, many, onChange }: ValueChoiceProps) {
  const say = useRaceWords();
  const { local } = useI18n();
  const options = listed(field);
  if (options === null) {
    return (
      <input
        key={field.path}
        className="text-box"
        type="text"
        inputMode="decimal"
        aria-label={say(many ? 'values' : 'forkValue')}
        title={say('valuesHint')}
        defaultValue={chosen.map(shownValue).join(' ')}
        onChange={(event) => {
          const values = readNumbers(event.target.value);
          onChange(many ? values : values.slice(0, 1));
        }}
      />
    );
  }
  return (
    <span className="race-values" role="group" aria-label={say(many ? 'values' : 'forkValue')}>
      {options.map(({ id, name }) => {
        const pressed = chosen.includes(id);
        const others = many ? chosen.filter((value) => value !== id) : [];
        return (
          <button
            key={String(id)}
            type="button"
            className="toggle"
            aria-pressed={pressed}
            onClick={() => onChange(pressed && many ? others : [...others, id])}
          >
            {local(name)}
          </button>
        );
      })}
    </span>
  );
}
