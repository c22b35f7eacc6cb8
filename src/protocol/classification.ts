/** What a model that names labels tells, and is asked. */
import type { LocalText } from '../domain/core/text.ts';

/** Of one validation. */
export interface Confusion {
  readonly runId: string;
  /** Updates of the model that was validated. */
  readonly step: number;
  readonly labels: readonly LocalText[];
  /** How often each label (row) was taken for each (column), row by row. */
  readonly counts: readonly number[];
  /** All that is held out was read. */
  readonly whole: boolean;
}

/** How well the labels of what is held out are told apart. */
export interface LabelSummary {
  readonly labels: readonly string[];
  /** How often each label (row) was taken for each (column). */
  readonly confusion: readonly (readonly number[])[];
  readonly macroF1: number;
  /** Accuracy of naming always the most frequent label. */
  readonly majorityAccuracy: number;
}

export interface Judgement {
  readonly step: number;
  /** Of each label, in their order. */
  readonly probabilities: readonly number[];
  /** Tokens that were read. */
  readonly tokens: number;
  /** The text was longer than what the model reads at once; its beginning was read. */
  readonly cut: boolean;
  /** Characters that the vocabulary does not have. */
  readonly unknown: number;
}

export interface ClassificationRequests {
  /** What label a text has, by the weights as they are; refused as `bad-config` for a model that names none. */
  'classify.text': [{ readonly runId: string; readonly text: string }, Judgement];
  /** All that is held out, by the weights as they are. */
  'classify.measure': [{ readonly runId: string }, Confusion];
}

export interface ClassificationEvents {
  'run.confusion': Confusion;
}
