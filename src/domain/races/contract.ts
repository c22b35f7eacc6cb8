/** A prepared race: a question, configurations that answer it, and what is known about how they finish. */
import type { ExperimentConfig } from '../config/schema.ts';
import { validate } from '../config/validate.ts';
import type { LocalText } from '../core/text.ts';
import type { PartialExperiment } from '../presets/contract.ts';

export interface Lane<Id extends string = string> {
  readonly id: Id;
  readonly name: LocalText;
  /** Whole sections, each in the place of the one that all have in common. */
  readonly change: PartialExperiment;
}

/** Of the losses on held-out data at the end. */
export interface Expectation<Id extends string = string> {
  readonly better: Id;
  readonly worse: Id;
  /** By so much at least, nats per token. */
  readonly byNats: number;
}

export interface RacePreset<Id extends string = string> {
  readonly id: string;
  readonly name: LocalText;
  /** One line that the race answers. */
  readonly question: LocalText;
  readonly common: PartialExperiment;
  readonly lanes: readonly Lane<Id>[];
  readonly expected: readonly Expectation<NoInfer<Id>>[];
  /** Where the expectation comes from. */
  readonly source: LocalText;
}

export const racePreset = <const Id extends string>(preset: RacePreset<Id>): RacePreset<Id> => preset;

/** The experiment of a lane, checked; what would have to be mended is a fault of the preset and found by its test. */
export const laneConfig = (common: PartialExperiment, change: PartialExperiment): ExperimentConfig =>
  validate({ ...common, ...change }).config;
