/** What follows from an edited experiment: its problems, its differences from the preset and from the running model. */
import { defaultConfig } from '../../domain/config/defaults.ts';
import { defaultOf, type Field, fieldsOf, valueAt } from '../../domain/config/fields.ts';
import { type ExperimentConfig, type SectionId, sections } from '../../domain/config/schema.ts';
import { setValue } from '../../domain/config/setValue.ts';
import { validate } from '../../domain/config/validate.ts';
import { presetConfig, type PresetId } from '../../domain/presets/index.ts';
import type { ConfigSnapshot, ConfigState } from '../contract.ts';

export type Derived = Pick<ConfigState, 'base' | 'problems' | 'changed' | 'changedPerSection'>;

export const baseOf = (presetId: PresetId | null): ExperimentConfig =>
  presetId === null ? defaultConfig : presetConfig(presetId);

/** What a field would hold if the person had not touched it: the preset's value, else the method's own default. */
export const baseValue = (base: ExperimentConfig, field: Field): ReturnType<typeof defaultOf> =>
  valueAt(base, field.path) ?? defaultOf(field);

export function derive({ config, presetId }: ConfigSnapshot): Derived {
  const base = baseOf(presetId);
  const changed = fieldsOf(config).filter((field) => valueAt(config, field.path) !== baseValue(base, field));
  const count = (section: SectionId): number => changed.filter((field) => field.section === section).length;
  return {
    base,
    problems: validate(config).problems,
    changed: changed.map((field) => field.path),
    changedPerSection: Object.fromEntries(sections.map(({ id }) => [id, count(id)])) as Record<SectionId, number>,
  };
}

/** Whether two experiments hold the same settings, legal or not. */
export function sameExperiment(a: ExperimentConfig, b: ExperimentConfig): boolean {
  if (a === b) return true;
  const paths = new Set([...fieldsOf(a), ...fieldsOf(b)].map((field) => field.path));
  return [...paths].every((path) => Object.is(valueAt(a, path), valueAt(b, path)));
}

/** Settings in which the edited experiment differs from the running one until it is begun anew. */
export function restartPaths(running: ExperimentConfig | null, edited: ExperimentConfig): readonly string[] {
  if (running === null || running === edited) return [];
  const reached = validate(edited).problems.length === 0 ? withLiveSettings(running, edited) : null;
  return fieldsOf(edited)
    .filter(({ applies, path }) => {
      const now = valueAt(running, path);
      if (applies === 'restart') return now !== valueAt(edited, path);
      return reached !== null && now !== undefined && valueAt(reached, path) !== valueAt(edited, path);
    })
    .map((field) => field.path);
}

/**
 * The running experiment with the live settings of the edited one, as far as it has them and they are legal beside what only
 * a restart changes.
 */
export function withLiveSettings(running: ExperimentConfig, edited: ExperimentConfig): ExperimentConfig {
  const all = moved(running, edited, () => true);
  const isLegal = (config: ExperimentConfig): boolean => validate(config).problems.length === 0;
  return all === running || isLegal(all) ? all : moved(running, edited, isLegal);
}

/** Live settings one after another, each where `stays` has nothing against it. */
function moved(
  running: ExperimentConfig,
  edited: ExperimentConfig,
  stays: (config: ExperimentConfig) => boolean,
): ExperimentConfig {
  let config = running;
  for (const kind of ['selector', 'param'] as const) {
    for (const field of fieldsOf(config)) {
      const value = valueAt(edited, field.path);
      if (field.kind !== kind || field.applies !== 'live' || value === undefined) continue;
      if (value === valueAt(config, field.path)) continue;
      const next = setValue(config, field.path, value);
      if (stays(next)) config = next;
    }
  }
  return config;
}
