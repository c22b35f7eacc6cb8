/** A preset: a question worth a run, and the experiment that answers it, as what differs from the defaults. */
import type { ExperimentConfig, SectionId } from '../config/schema.ts';
import type { LocalText } from '../core/text.ts';

export type PartialExperiment = { readonly [K in SectionId]?: Partial<ExperimentConfig[K]> };

export interface PresetDefinition<Id extends string = string> {
  readonly id: Id;
  readonly name: LocalText;
  /** One line that the run answers. */
  readonly question: LocalText;
  readonly experiment: PartialExperiment;
}

export const preset = <const Id extends string>(definition: PresetDefinition<Id>): PresetDefinition<Id> => definition;
