/**
 * What members of a race have in common besides the clock, and hence what a difference between their curves can be
 * laid to. Initial weights and batches are functions of the seed, so that this can be said before anything is trained.
 */
import { resolve } from '../config/resolve.ts';
import type { ExperimentConfig } from '../config/schema.ts';
import { trainedTensors } from '../losses/terms/active.ts';

export interface Fairness {
  /** All begin with the same numbers. */
  readonly sameStart: boolean;
  /** All read the same examples in the same order. */
  readonly sameBatches: boolean;
  /** Their losses are of the same tokens: without that, curves cannot be compared at all. */
  readonly sameData: boolean;
}

export function fairnessOf(configs: readonly ExperimentConfig[]): Fairness {
  const [first, ...others] = configs;
  if (first === undefined) return { sameStart: true, sameBatches: true, sameData: true };
  const all = (same: (other: ExperimentConfig) => boolean): boolean => others.every((other) => same(other));
  const sameData = all((other) => dataOf(other) === dataOf(first));
  const sameSeed = all((other) => other.seed === first.seed);
  return {
    sameData,
    sameBatches: sameData && sameSeed && all((other) => batchOf(other) === batchOf(first)),
    // With other data there may be other tokens, and so an embedding of another height.
    sameStart: sameData && sameSeed && all((other) => sameTensors(first, other, anyVocabulary)),
  };
}

/** Shapes depend on it alike in both models. */
const anyVocabulary = 100;

/** Same names, shapes and distributions of initial values, in the same order. */
export function sameTensors(a: ExperimentConfig, b: ExperimentConfig, vocabulary: number): boolean {
  return tensorsOf(a, vocabulary) === tensorsOf(b, vocabulary);
}

const tensorsOf = (config: ExperimentConfig, vocabulary: number): string => {
  const all = trainedTensors(resolve(config).model, config.terms, vocabulary);
  return JSON.stringify(all.map(({ name, shape, init }) => [name, shape, init]));
};

/** What is read, and what is asked about it. */
const dataOf = ({ data, objective }: ExperimentConfig): string =>
  JSON.stringify([data, objective].map((section) => Object.entries(section).toSorted(([a], [b]) => (a < b ? -1 : 1))));

const batchOf = (config: ExperimentConfig): string => {
  const { definition, settings } = resolve(config).model;
  return `${config.training.batchSize} ${definition.context(settings)}`;
};
