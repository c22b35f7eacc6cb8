/** Edits of a snapshot as pure functions. */
import { fieldAt, sectionFields, valueAt } from '../../domain/config/fields.ts';
import { type ExperimentConfig, type SectionId, sections } from '../../domain/config/schema.ts';
import { setValue } from '../../domain/config/setValue.ts';
import type { ParamValue } from '../../domain/core/params.ts';
import { baseValue } from './derive.ts';

/** Going back to the preset's method also brings the preset's settings of it back. */
export function editValue(
  config: ExperimentConfig,
  base: ExperimentConfig,
  path: string,
  value: ParamValue,
): ExperimentConfig {
  const edited = setValue(config, path, value);
  const field = fieldAt(edited, path);
  const section = sections.find(({ id }) => id === field?.section);
  if (field?.kind !== 'selector' || section === undefined || value !== valueAt(base, path)) return edited;
  if (valueAt(config, path) === value) return edited;
  return sectionFields(section, edited[section.id])
    .filter((other) => other.kind === 'param' && other.owner?.id === value)
    .reduce((current, other) => setValue(current, other.path, baseValue(base, other)), edited);
}

export function resetValue(config: ExperimentConfig, base: ExperimentConfig, path: string): ExperimentConfig {
  const field = fieldAt(config, path);
  return field === undefined ? config : editValue(config, base, path, baseValue(base, field));
}

export const resetSection = (
  config: ExperimentConfig,
  base: ExperimentConfig,
  section: SectionId,
): ExperimentConfig => ({
  ...config,
  [section]: base[section],
});
