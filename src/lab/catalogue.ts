/** What there is, for `npm run lab -- presets`, `races` and `methods`. Read from the registries, so never out of date. */
import { sections, type ExperimentConfig } from '../domain/config/schema.ts';
import { passMethods } from '../domain/compression/recipe/passes.ts';
import type { Definition } from '../domain/core/definition.ts';
import { presets } from '../domain/presets/index.ts';
import { laneConfig } from '../domain/races/contract.ts';
import { racePresets } from '../domain/races/index.ts';

export interface PresetEntry {
  readonly id: string;
  readonly name: string;
  readonly question: string;
}

export interface MethodEntry {
  /** Path of the setting that selects it, e.g. `optimizer.method`; `recipe.passes.method` in a recipe; the section of what is always there. */
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly settings: readonly string[];
}

export const presetEntries = (): readonly PresetEntry[] =>
  presets.map(({ id, name, question }) => ({ id, name: name.en, question: question.en }));

export interface RaceEntry extends PresetEntry {
  readonly lanes: readonly { readonly id: string; readonly config: ExperimentConfig }[];
}

export const raceEntries = (): readonly RaceEntry[] =>
  racePresets.map(({ id, name, question, common, lanes }) => ({
    id,
    name: name.en,
    question: question.en,
    lanes: lanes.map((lane) => ({ id: lane.id, config: laneConfig(common, lane.change) })),
  }));

export const methodEntries = (): readonly MethodEntry[] => [
  ...sections.flatMap((section) =>
    section.selectors.flatMap(({ key, registry }) => entriesOf(`${section.id}.${key}`, registry)),
  ),
  ...sections.flatMap(({ id, always = [] }) => entriesOf(id, Object.fromEntries(always.map((one) => [one.id, one])))),
  ...entriesOf('recipe.passes.method', passMethods),
];

const entriesOf = (path: string, registry: Readonly<Record<string, Definition>>): readonly MethodEntry[] =>
  Object.values(registry).map(({ id, name, summary, source, params }) => ({
    path,
    id,
    name: name.en,
    summary: summary.en,
    source: source.text,
    settings: Object.keys(params),
  }));
