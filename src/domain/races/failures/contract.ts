/** A failure on purpose: an experiment that breaks, where it shows, a measured sign of it, and the change that cures it. */
import type { ExperimentConfig } from '../../config/schema.ts';
import type { LocalText } from '../../core/text.ts';
import type { PartialExperiment } from '../../presets/contract.ts';
import { laneConfig } from '../contract.ts';

/** What is measured, in the unit that its limit is in. */
export const signs = ['update', 'spike', 'dead', 'leak'] as const;
export type SignId = (typeof signs)[number];

export interface Failure<Id extends string = string> {
  readonly id: Id;
  readonly name: LocalText;
  /** What goes wrong, and why. */
  readonly summary: LocalText;
  readonly experiment: PartialExperiment;
  /** The person's own text, where the failure lies in the text. */
  readonly text?: { readonly broken: string; readonly cured: string };
  /** Which picture tells it. */
  readonly look: LocalText;
  readonly sign: SignId;
  /** Beyond it the failure shows. */
  readonly limit: number;
  readonly cure: {
    readonly name: LocalText;
    readonly summary: LocalText;
    /** Whole sections, each in the place of the broken one. */
    readonly change: PartialExperiment;
  };
}

export interface CaseConfig {
  readonly config: ExperimentConfig;
  readonly ownText: string | null;
}

export const brokenCase = ({ experiment, text }: Failure): CaseConfig => ({
  config: laneConfig(experiment, {}),
  ownText: text?.broken ?? null,
});

export const curedCase = ({ experiment, text, cure }: Failure): CaseConfig => ({
  config: laneConfig(experiment, cure.change),
  ownText: text?.cured ?? null,
});
