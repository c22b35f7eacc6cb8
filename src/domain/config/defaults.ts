/** The experiment in which nothing has been chosen. */
import type { ParamValue } from '../core/params.ts';
import { defaultOf, seedField, sectionFields } from './fields.ts';
import { configVersion, sections, type ExperimentConfig, type Section } from './schema.ts';

/** A section at its defaults; `choices` may pick methods. */
export function defaultSection(
  section: Section,
  choices: Readonly<Record<string, string>> = {},
): Record<string, ParamValue> {
  const selected = Object.fromEntries(
    section.selectors.map((selector) => [selector.key, choices[selector.key] ?? selector.default]),
  );
  const params = sectionFields(section, selected).filter((field) => field.kind === 'param');
  return { ...selected, ...Object.fromEntries(params.map((field) => [field.key, defaultOf(field)])) };
}

/** Puts validated or default sections together; the one place where plain records become an experiment. */
export function assemble(
  seed: ParamValue,
  parts: Readonly<Record<string, Readonly<Record<string, ParamValue>>>>,
): ExperimentConfig {
  return { version: configVersion, seed, ...parts } as unknown as ExperimentConfig;
}

export const defaultConfig: ExperimentConfig = assemble(
  defaultOf(seedField),
  Object.fromEntries(sections.map((section) => [section.id, defaultSection(section)])),
);
