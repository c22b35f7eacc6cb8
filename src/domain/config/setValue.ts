/**
 * One edit of an experiment, without changing the original. The value is taken as it is, legal or not: a form shows a
 * draft together with what `validate` says about it. Choosing another method brings in its parameters.
 */
import type { Definition } from '../core/definition.ts';
import { TrimtabError } from '../core/errors.ts';
import type { ParamValue } from '../core/params.ts';
import { checkValue } from './checkValue.ts';
import { chosenDefinitions, fieldAt, sectionFields, type SelectorField } from './fields.ts';
import { lookup } from './lookup.ts';
import { sections, type ExperimentConfig, type Section } from './schema.ts';

type Values = Readonly<Record<string, ParamValue>>;

export function setValue(config: ExperimentConfig, path: string, value: ParamValue): ExperimentConfig {
  const field = fieldAt(config, path);
  if (field === undefined) throw new TrimtabError('bad-option', { option: path, reason: 'unknown-path' });
  if (field.section === null) return { ...config, seed: value } as ExperimentConfig;
  const section = sectionOf(field.section);
  const values: Values = config[section.id];
  const edited =
    field.kind === 'selector' ? switchMethod(section, field, values, value) : { ...values, [field.key]: value };
  return { ...config, [section.id]: edited };
}

/**
 * The section with another method chosen: parameters that a person had moved from the old method's default keep their
 * value where the new method has the same key and allows it, all others take the new defaults. A learning rate chosen
 * on purpose thus survives a change of optimizer, an untouched default does not.
 */
function switchMethod(section: Section, field: SelectorField, values: Values, id: ParamValue): Values {
  const chosen: Record<string, ParamValue> = { ...values, [field.key]: id };
  if (lookup(field.selector.registry, String(id)) === undefined) return chosen;
  const old = chosenDefinitions(section, values);
  const result: Record<string, ParamValue> = {};
  for (const next of sectionFields(section, chosen)) {
    const present = lookup(chosen, next.key);
    if (next.kind === 'selector') result[next.key] = present ?? next.selector.default;
    else
      result[next.key] =
        carried(old, next.key, present, (value) => checkValue(next, value, next.spec.default).problem === null) ??
        next.spec.default;
  }
  return result;
}

function carried(
  old: readonly Definition[],
  key: string,
  value: ParamValue | undefined,
  legal: (value: ParamValue) => boolean,
): ParamValue | undefined {
  if (value === undefined || !legal(value)) return undefined;
  const untouched = old.some((definition) => lookup(definition.params, key)?.default === value);
  return untouched ? undefined : value;
}

function sectionOf(id: Section['id']): Section {
  const section = sections.find((candidate) => candidate.id === id);
  if (section === undefined) throw new TrimtabError('internal', { message: `no section ${id}` });
  return section;
}
