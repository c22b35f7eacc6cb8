/** Adds the terms of a run to the loss of its forward passes. */
import type { TokenBatch } from '../../domain/data/contract.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { ActiveTerm } from '../../domain/losses/terms/active.ts';
import type { TermOps } from '../../domain/losses/terms/contract.ts';
import type { Weights } from '../../domain/models/contract.ts';
import type { BackendOps, PerStep } from '../ops/contract.ts';
import type { Head } from '../ops/listenForHead.ts';
import type * as tf from '../tf.ts';

export interface AddedTerms {
  readonly list: readonly ActiveTerm[];
  /** All of the step's batch, of which the pass may read a part. */
  readonly whole: PerStep<TokenBatch>;
  /** Of the step, counting from 0, and of the planned steps. */
  readonly progress: PerStep<{ readonly step: number; readonly total: number }>;
}

/** What a forward pass gave. */
export interface PassResult {
  readonly logits: tf.Tensor;
  readonly head: Head | null;
}

export interface TermInputs extends PassResult {
  /** Logits of the same batch under other masks, where a term asks for them. */
  readonly twin?: tf.Tensor;
  /** Of the weight; less than all where several passes bring the same term. */
  readonly share?: number;
  readonly weights: Weights<tf.Tensor>;
  readonly batch: PerStep<TokenBatch>;
  readonly ops: BackendOps;
}

/** A scalar. Call inside `tf.tidy`. */
export const termValue = (term: ActiveTerm, { whole, progress }: AddedTerms, inputs: TermInputs): tf.Tensor => {
  const { logits, head, twin, share = 1, weights, batch, ops } = inputs;
  const missing = (what: string): never => {
    throw new TrimtabError('internal', { message: `${term.definition.id}: ${what}` });
  };
  return term.definition.value<tf.Tensor>(
    termOps(ops),
    {
      logits,
      hidden: () => head?.hidden ?? missing('this model has no head'),
      head: (hidden) => head?.apply(hidden) ?? missing('this model has no head'),
      twin: () => twin ?? missing('the batch was read once'),
      weights,
      time: batch().time,
      batch,
      whole,
      weight() {
        const { step, total } = progress();
        return share * term.weightAt(step, total);
      },
    },
    term.settings,
  );
};

/**
 * A term that compares passes is there once, and every other in each of them, so that the sum is the mean over the passes.
 * @param passes one, or two under masks of their own. Call inside `tf.tidy`.
 */
export function addTerms(
  loss: tf.Tensor,
  terms: AddedTerms,
  passes: readonly PassResult[],
  common: Pick<TermInputs, 'weights' | 'batch' | 'ops'>,
): tf.Tensor {
  const [first, second] = passes;
  const twin = second?.logits;
  const values = terms.list.flatMap((term) =>
    term.definition.needsTwin && first && twin
      ? [termValue(term, terms, { ...common, ...first, twin })]
      : passes.map((pass) => termValue(term, terms, { ...common, ...pass, share: 1 / passes.length })),
  );
  return values.reduce((sum, value) => common.ops.add(sum, value), loss);
}

const termOps = (ops: BackendOps): TermOps<tf.Tensor> => ({
  linear: (x, weight, bias, onto) => ops.linear(x, weight, bias, onto),
  add: (a, b) => ops.add(a, b),
  input: (values) => ops.input(values),
  crossEntropy: (logits, targets, counted) => ops.crossEntropy(logits, targets, counted),
  unlikelihood: (logits, targets, candidates, time, scale) =>
    ops.unlikelihood(logits, targets, candidates, time, scale),
  jeffreys: (a, b, targets, scale) => ops.jeffreys(a, b, targets, scale),
});
