/**
 * Anything at all in, a legal experiment out, with a problem for every value that had to be replaced. Missing values
 * take their defaults in silence; nothing is ever thrown. Whether problems are shown, refused or repaired is the
 * caller's choice: the page shows them and keeps the running model, the lab refuses.
 */
import type { ParamValue } from '../core/params.ts';
import type { Problem } from '../core/problem.ts';
import { checkValue } from './checkValue.ts';
import { repairContradictions } from './contradictions.ts';
import { assemble } from './defaults.ts';
import { defaultOf, seedField, sectionFields, type Field } from './fields.ts';
import { lookup, nearestName } from './lookup.ts';
import { notAnObject, unknownKey, unknownKeys } from './messages.ts';
import { checkVersion } from './migrate.ts';
import { sections, type ExperimentConfig, type Section } from './schema.ts';

export interface Checked {
  /** Always legal. */
  readonly config: ExperimentConfig;
  readonly problems: readonly Problem[];
}

type Plain = Readonly<Record<string, unknown>>;

/** Unknown keys beyond this many are counted instead of listed. */
const mostListed = 20;

export function validate(input: unknown): Checked {
  const problems: Problem[] = [];
  const root = asObject('', input, { en: 'An experiment', zh: '实验' }, problems);
  const version = checkVersion(lookup(root, 'version'));
  if (version !== null) problems.push(version);
  const seed = readField(seedField, root, problems);
  reportUnknown('', root, ['version', 'seed', ...sections.map((section) => section.id)], problems);
  const parts = Object.fromEntries(
    sections.map((section) => [section.id, readSection(section, lookup(root, section.id), problems)]),
  );
  return withContradictions(assemble(seed, parts), problems);
}

/** Repairs contradictions as well, and adds what is to be said about them. */
export function withContradictions(config: ExperimentConfig, problems: readonly Problem[]): Checked {
  const repaired = repairContradictions(config);
  return { config: repaired.config, problems: [...problems, ...repaired.problems] };
}

function readSection(section: Section, input: unknown, problems: Problem[]): Record<string, ParamValue> {
  const given = asObject(section.id, input, section.name, problems);
  const values: Record<string, ParamValue> = {};
  for (const field of sectionFields(section, {})) {
    if (field.kind === 'selector') values[field.key] = readField(field, given, problems);
  }
  const fields = sectionFields(section, values);
  for (const field of fields) {
    if (field.kind === 'param') values[field.key] = readField(field, given, problems);
  }
  reportUnknown(
    section.id,
    given,
    fields.map((field) => field.key),
    problems,
  );
  return values;
}

function readField(field: Field, given: Plain, problems: Problem[]): ParamValue {
  const value = lookup(given, field.key);
  if (value === undefined) return defaultOf(field);
  const checked = checkValue(field, value, defaultOf(field));
  if (checked.problem !== null) problems.push(checked.problem);
  return checked.value;
}

function asObject(path: string, value: unknown, name: Section['name'], problems: Problem[]): Plain {
  if (value === undefined && path !== '') return {};
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Plain;
  problems.push(notAnObject(path, value, name));
  return {};
}

function reportUnknown(path: string, given: Plain, known: readonly string[], problems: Problem[]): void {
  const unknown = Object.keys(given).filter((key) => !known.includes(key));
  for (const key of unknown.slice(0, mostListed)) {
    problems.push(unknownKey(path === '' ? key : `${path}.${key}`, key, nearestName(key, known)));
  }
  if (unknown.length > mostListed) problems.push(unknownKeys(path, unknown.length - mostListed));
}
