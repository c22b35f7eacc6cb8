/**
 * One edit of an experiment, without changing the original. The value is taken as it is, legal or not: a form shows a
 * draft together with what `validate` says about it. Choosing another method brings in its parameters.
 */
import { TrimtabError } from '../core/errors.ts';
import type { ParamValue } from '../core/params.ts';
import { checkValue } from './checkValue.ts';
import { defaultOf, fieldAt, sectionFields, type SelectorField } from './fields.ts';
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
 * The section with another method chosen: a parameter that the new method has too, and allows, keeps its value, so that
 * nothing changes but what must; all others take the new method's defaults.
 */
function switchMethod(section: Section, field: SelectorField, values: Values, id: ParamValue): Values {
  const chosen: Record<string, ParamValue> = { ...values, [field.key]: id };
  if (lookup(field.selector.registry, String(id)) === undefined) return chosen;
  const entries = sectionFields(section, chosen).map((next) => {
    const present = lookup(chosen, next.key);
    const kept =
      present !== undefined && (next.kind === 'selector' || checkValue(next, present, present).problem === null);
    return [next.key, kept ? present : defaultOf(next)] as const;
  });
  return Object.fromEntries(entries);
}

function sectionOf(id: Section['id']): Section {
  const section = sections.find((candidate) => candidate.id === id);
  if (section === undefined) throw new TrimtabError('internal', { message: `no section ${id}` });
  return section;
}
