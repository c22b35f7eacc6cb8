/**
 * What a row of logits costs, as a formula of a few numbers of it, with the derivatives that its gradient is made of. It is
 * written against `ScalarOps<T>`, so that each machine makes its own of it.
 */
import type { ScalarOps } from './scalarOps.ts';

export interface RowInputs<T> {
  /** −log p of the target, nats. */
  readonly surprise: T;
  /** p, at least `leastProbability`. */
  readonly probability: T;
  /** 1 − p with its digits where p is nearly 1, at least `leastMissing`. */
  readonly missing: T;
  /** H of the prediction, nats. */
  readonly entropy: T;
  /** V */
  readonly classes: T;
  /** Id of the target. */
  readonly target: T;
  /** Share of the target's token in the training data. */
  readonly frequency: T;
  /** Counting from 0, and the planned ones. */
  readonly step: T;
  readonly steps: T;
}

export interface RowValue<T> {
  readonly value: T;
  /** Derivative by the surprise; null: 0. */
  readonly bySurprise: T | null;
  readonly byEntropy: T | null;
}

export interface RowFormula {
  /** As it was written; two formulas of the same text are the same. */
  readonly text: string;
  readonly usesEntropy: boolean;
  readonly usesFrequency: boolean;
  apply<T>(ops: ScalarOps<T>, inputs: RowInputs<T>): RowValue<T>;
}

/**
 * Where p or 1 − p are taken for no less, so that neither 1/p nor its slope 1/p² leaves f32, and a logarithm or a root of 1 − p stays
 * a number. The surprise itself is not bounded.
 */
export const leastProbability = Math.exp(-40);
export const leastMissing = 2 ** -24;
