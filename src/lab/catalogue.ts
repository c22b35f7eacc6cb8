/** What there is, for `npm run lab -- presets` and `methods`. Read from the registries, so never out of date. */
import { sections } from '../domain/config/schema.ts';
import { presets } from '../domain/presets/index.ts';

export interface PresetEntry {
  readonly id: string;
  readonly name: string;
  readonly question: string;
}

export interface MethodEntry {
  /** Path of the setting that selects it, e.g. `optimizer.method`. */
  readonly path: string;
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly source: string;
  readonly settings: readonly string[];
}

export const presetEntries = (): readonly PresetEntry[] =>
  presets.map(({ id, name, question }) => ({ id, name: name.en, question: question.en }));

export const methodEntries = (): readonly MethodEntry[] =>
  sections.flatMap((section) =>
    section.selectors.flatMap(({ key, registry }) =>
      Object.values(registry).map(({ id, name, summary, source, params }) => ({
        path: `${section.id}.${key}`,
        id,
        name: name.en,
        summary: summary.en,
        source: source.text,
        settings: Object.keys(params),
      })),
    ),
  );
