/**
 * The experiment as a flat list of fields, which depends on the methods chosen in it. Everything that walks settings
 * (validation, forms, URL, differences) goes through here.
 */
import type { Definition } from '../core/definition.ts';
import type { Applies, ParamSpec, ParamValue } from '../core/params.ts';
import type { LocalText } from '../core/text.ts';
import { lookup } from './lookup.ts';
import { sections, seedSpec, type ExperimentConfig, type Section, type SectionId, type Selector } from './schema.ts';

interface Common {
  /** Dotted path, e.g. `model.width`; `seed` alone has no section. */
  readonly path: string;
  readonly key: string;
  readonly section: SectionId | null;
  readonly name: LocalText;
  readonly applies: Applies;
}

/** A field that chooses a method. */
export interface SelectorField extends Common {
  readonly kind: 'selector';
  readonly selector: Selector;
}

/** A field that sets a parameter, of the section itself (`owner` null) or of a chosen method. */
export interface ParamField extends Common {
  readonly kind: 'param';
  readonly spec: ParamSpec;
  readonly owner: Definition | null;
}

export type Field = SelectorField | ParamField;

export const seedField: ParamField = {
  kind: 'param',
  path: 'seed',
  key: 'seed',
  section: null,
  name: seedSpec.name,
  applies: seedSpec.applies,
  spec: seedSpec,
  owner: null,
};

const selectorField = (section: Section, selector: Selector): SelectorField => ({
  kind: 'selector',
  path: `${section.id}.${selector.key}`,
  key: selector.key,
  section: section.id,
  name: selector.name,
  applies: selector.applies,
  selector,
});

const paramField = (section: Section, key: string, spec: ParamSpec, owner: Definition | null): ParamField => ({
  kind: 'param',
  path: `${section.id}.${key}`,
  key,
  section: section.id,
  name: spec.name,
  applies: spec.applies,
  spec,
  owner,
});

/** What is always there, then the definitions chosen in a section, in the order of its selectors; a choice that does not exist is left out. */
export function chosenDefinitions(section: Section, values: Readonly<Record<string, unknown>>): readonly Definition[] {
  const selected = section.selectors.flatMap(
    (selector) => lookup(selector.registry, String(values[selector.key])) ?? [],
  );
  return [...(section.always ?? []), ...selected];
}

export function sectionFields(section: Section, values: Readonly<Record<string, unknown>>): readonly Field[] {
  const own = Object.entries(section.params).map(([key, spec]) => paramField(section, key, spec, null));
  const chosen = chosenDefinitions(section, values).flatMap((definition) =>
    Object.entries(definition.params).map(([key, spec]) => paramField(section, key, spec, definition)),
  );
  return [...section.selectors.map((selector) => selectorField(section, selector)), ...own, ...chosen];
}

/** Every field of an experiment: the seed, then section by section. */
export function fieldsOf(config: ExperimentConfig): readonly Field[] {
  return [seedField, ...sections.flatMap((section) => sectionFields(section, config[section.id]))];
}

export function fieldAt(config: ExperimentConfig, path: string): Field | undefined {
  return fieldsOf(config).find((field) => field.path === path);
}

/** The value of a field; undefined where this experiment has no such field. */
export function valueAt(config: ExperimentConfig, path: string): ParamValue | undefined {
  if (path === 'seed') return config.seed;
  const [sectionId, key, ...rest] = path.split('.');
  const section = sections.find(({ id }) => id === sectionId);
  if (section === undefined || key === undefined || rest.length > 0) return undefined;
  const values: Readonly<Record<string, ParamValue>> = config[section.id];
  return lookup(values, key);
}

/** What a field holds when nothing was chosen. */
export const defaultOf = (field: Field): ParamValue =>
  field.kind === 'selector' ? field.selector.default : field.spec.default;
