/** Adds the terms of a run to the loss of a forward pass. */
import type { TokenBatch } from '../../domain/data/contract.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { ActiveTerm } from '../../domain/losses/terms/active.ts';
import type { TermOps } from '../../domain/losses/terms/contract.ts';
import type { Weights } from '../../domain/models/contract.ts';
import type { BackendOps, PerStep, Progress } from '../ops/contract.ts';
import type { Head } from '../ops/listenForHead.ts';
import type * as tf from '../tf.ts';

export interface AddedTerms {
  readonly list: readonly ActiveTerm[];
  /** All of the step's batch, of which the pass may read a part. */
  readonly whole: PerStep<TokenBatch>;
  /** Of the step, counting from 0, and of the planned steps. */
  readonly progress: PerStep<Progress>;
}

export interface TermInputs {
  readonly logits: tf.Tensor;
  readonly head: Head | null;
  readonly weights: Weights<tf.Tensor>;
  readonly batch: PerStep<TokenBatch>;
  readonly ops: BackendOps;
}

/** A scalar. Call inside `tf.tidy`. */
export const termValue = (term: ActiveTerm, { whole, progress }: AddedTerms, inputs: TermInputs): tf.Tensor => {
  const { logits, head, weights, batch, ops } = inputs;
  const theHead = (): Head => {
    if (!head) throw new TrimtabError('internal', { message: `${term.definition.id}: this model has no head` });
    return head;
  };
  return term.definition.value<tf.Tensor>(
    termOps(ops),
    {
      logits,
      hidden: () => theHead().hidden,
      head: (hidden) => theHead().apply(hidden),
      weights,
      time: batch().time,
      batch,
      whole,
      weight() {
        const { step, total } = progress();
        return term.weightAt(step, total);
      },
    },
    term.settings,
  );
};

/** Call inside `tf.tidy`. */
export const addTerms = (loss: tf.Tensor, terms: AddedTerms, inputs: TermInputs): tf.Tensor =>
  terms.list.reduce((sum, term) => inputs.ops.add(sum, termValue(term, terms, inputs)), loss);

/** Without the loss; there is at least one. Call inside `tf.tidy`. */
export const sumOfTerms = (terms: AddedTerms, inputs: TermInputs): tf.Tensor =>
  terms.list.map((term) => termValue(term, terms, inputs)).reduce((a, b) => inputs.ops.add(a, b));

const termOps = (ops: BackendOps): TermOps<tf.Tensor> => ({
  linear: (x, weight, bias, onto) => ops.linear(x, weight, bias, onto),
  add: (a, b) => ops.add(a, b),
  input: (values) => ops.input(values),
  crossEntropy: (logits, targets, counted) => ops.crossEntropy(logits, targets, counted),
  unlikelihood: (logits, targets, candidates, time, scale) =>
    ops.unlikelihood(logits, targets, candidates, time, scale),
});
