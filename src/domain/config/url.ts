/**
 * An experiment as a link: the preset, the schema version, the seed, and only what differs from the preset, under keys
 * that a person can read and write: `?preset=gpt-moby-dick&v=1&seed=1&optimizer=sgd&optimizer.learningRate=0.3`.
 */
import type { Problem } from '../core/problem.ts';
import { findPreset, presetConfig, presetIds, type PresetId } from '../presets/index.ts';
import { defaultConfig } from './defaults.ts';
import { fieldsOf, valueAt, type Field } from './fields.ts';
import { parseNumber } from './formatNumber.ts';
import { printValue, readValue, shortKey } from './fromText.ts';
import { nearestName } from './lookup.ts';
import { quote, unknownKey, unknownKeys } from './messages.ts';
import { checkVersion } from './migrate.ts';
import { configVersion, type ExperimentConfig } from './schema.ts';
import { setValue } from './setValue.ts';
import { withContradictions, type Checked } from './validate.ts';

export interface DecodedUrl extends Checked {
  /** null: the link builds on the defaults and not on a preset. */
  readonly presetId: PresetId | null;
  /** Whether the link says anything about an experiment. */
  readonly given: boolean;
}

/** Keys of the page's address that are not about the experiment: what computes, words, the recipe, where the person is. */
export const pageKeys = ['backend', 'precision', 'lang', 'recipe', 'place'] as const;

/** Unknown keys beyond this many are counted instead of listed. */
const mostListed = 20;

/** Without the leading `?`. */
export function encodeUrl(config: ExperimentConfig, presetId: PresetId | null): string {
  const query = new URLSearchParams();
  if (presetId !== null) query.set('preset', presetId);
  query.set('v', String(configVersion));
  query.set('seed', printValue(config.seed));
  let base = presetId === null ? defaultConfig : presetConfig(presetId);
  for (const kind of ['selector', 'param'] as const) {
    const fields = fieldsOf(base);
    for (const field of fields) {
      const wanted = valueAt(config, field.path);
      if (field.kind !== kind || field.path === 'seed' || wanted === undefined || wanted === valueAt(base, field.path))
        continue;
      query.set(shortKey(field, fields), printValue(wanted));
      base = setValue(base, field.path, wanted);
    }
  }
  return query.toString();
}

/**
 * Never throws. What cannot be read or does not exist is reported and replaced.
 * @param foreign keys of the address that belong to others (language, backend …).
 */
export function decodeUrl(search: string, foreign: readonly string[] = []): DecodedUrl {
  const problems: Problem[] = [];
  const query = readQuery(search, foreign, problems);
  const given = query.size > 0;
  const presetId = readPreset(take(query, 'preset'), problems);
  const version = take(query, 'v');
  const versionProblem = checkVersion(version === undefined ? undefined : (parseNumber(version) ?? version));
  if (versionProblem !== null) problems.push({ ...versionProblem, path: 'v' });

  let config = presetId === null ? defaultConfig : presetConfig(presetId);
  config = readFields('selector', config, query, problems);
  config = readFields('param', config, query, problems);
  reportUnknown(config, [...query.keys()], problems);
  return { presetId, given, ...withContradictions(config, problems) };
}

function readQuery(search: string, foreign: readonly string[], problems: Problem[]): Map<string, string> {
  const query = new Map<string, string>();
  for (const [key, value] of new URLSearchParams(search.replace(/^[?#]/, ''))) {
    if (foreign.includes(key)) continue;
    if (query.has(key)) problems.push(givenTwice(key));
    else query.set(key, value);
  }
  return query;
}

function take(query: Map<string, string>, key: string): string | undefined {
  const value = query.get(key);
  query.delete(key);
  return value;
}

function readPreset(id: string | undefined, problems: Problem[]): PresetId | null {
  if (id === undefined) return null;
  const exact = findPreset(id)?.id;
  if (exact !== undefined) return exact;
  const near = findPreset(nearestName(id, presetIds) ?? '')?.id;
  problems.push(unknownPreset(id, near));
  return near ?? null;
}

/** Takes every field of one kind out of the query, in the order of the schema. */
function readFields(
  kind: Field['kind'],
  start: ExperimentConfig,
  query: Map<string, string>,
  problems: Problem[],
): ExperimentConfig {
  let config = start;
  const fields = fieldsOf(start);
  for (const field of fields) {
    if (field.kind !== kind) continue;
    const full = take(query, field.path);
    const short = take(query, shortKey(field, fields));
    if (full !== undefined && short !== undefined) problems.push(givenTwice(field.path));
    const text = full ?? short;
    const present = valueAt(config, field.path);
    if (text === undefined || present === undefined) continue;
    const { value, problem } = readValue(field, text, present);
    if (problem !== null) problems.push(problem);
    if (value !== present) config = setValue(config, field.path, value);
  }
  return config;
}

function reportUnknown(config: ExperimentConfig, keys: readonly string[], problems: Problem[]): void {
  if (keys.length === 0) return;
  const fields = fieldsOf(config);
  const known = [...fields.map((field) => shortKey(field, fields)), 'preset', 'v'];
  for (const key of keys.slice(0, mostListed)) problems.push(unknownKey(quote(key), key, nearestName(key, known)));
  if (keys.length > mostListed) problems.push(unknownKeys('', keys.length - mostListed));
}

const givenTwice = (key: string): Problem => ({
  path: quote(key),
  message: {
    en: `“${quote(key)}” stands in the link more than once; the first is used.`,
    zh: `链接中“${quote(key)}”出现了多次，以第一个为准。`,
  },
});

function unknownPreset(id: string, near: PresetId | undefined): Problem {
  const list = presetIds.join(', ');
  const message = {
    en: `There is no preset “${quote(id)}”; ${near === undefined ? 'the defaults are used' : `${near} is used`}. Possible: ${list}.`,
    zh: `没有名为“${quote(id)}”的预设，已改用${near ?? '默认设置'}。可选：${list}。`,
  };
  return near === undefined ? { path: 'preset', message } : { path: 'preset', message, nearest: near };
}
