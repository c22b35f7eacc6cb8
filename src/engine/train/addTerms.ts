/** Adds the terms of a run to the loss of a forward pass. */
import type { TokenBatch } from '../../domain/data/contract.ts';
import { TrimtabError } from '../../domain/core/errors.ts';
import type { ActiveTerm } from '../../domain/losses/terms/active.ts';
import type { TermOps, TermPass } from '../../domain/losses/terms/contract.ts';
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

export interface TermInputs extends Pick<TermPass<tf.Tensor>, 'logits' | 'weights' | 'batch' | 'varies' | 'below'> {
  readonly head: Head | null;
  /** See `TermPass.again`. */
  readonly again: (head: Head, batch: PerStep<TokenBatch>, number: number) => tf.Tensor;
  readonly ops: BackendOps;
}

/** A scalar. Call inside `tf.tidy`. @param made what the terms of a pass have made for each other */
export const termValue = (
  term: ActiveTerm,
  { whole, progress }: AddedTerms,
  { head, ops, again, ...inputs }: TermInputs,
  made = new Map<string, tf.Tensor>(),
): tf.Tensor => {
  const theHead = (): Head => {
    if (!head) throw new TrimtabError('internal', { message: `${term.definition.id}: this model has no head` });
    return head;
  };
  return term.definition.value<tf.Tensor>(
    termOps(ops),
    {
      ...inputs,
      hidden: () => theHead().hidden,
      head: (hidden) => theHead().apply(hidden),
      time: inputs.batch().time,
      whole,
      again: (batch, number) => again(theHead(), batch, number),
      once(key, make) {
        const value = made.get(key) ?? make();
        made.set(key, value);
        return value;
      },
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
  terms.list.length === 0 ? loss : inputs.ops.add(loss, sumOfTerms(terms, inputs));

/** Without the loss; there is at least one. Call inside `tf.tidy`. */
export function sumOfTerms(terms: AddedTerms, inputs: TermInputs): tf.Tensor {
  const made = new Map<string, tf.Tensor>();
  return terms.list.map((term) => termValue(term, terms, inputs, made)).reduce((a, b) => inputs.ops.add(a, b));
}

/** Added to the mean square of a row, so that one of zeros stays so. */
const unitEpsilon = 1e-12;

const termOps = (ops: BackendOps): TermOps<tf.Tensor> => ({
  linear: (x, weight, bias, onto) => ops.linear(x, weight, bias, onto),
  add: (a, b) => ops.add(a, b),
  input: (values) => ops.input(values),
  crossEntropy: (logits, targets, counted) => ops.crossEntropy(logits, targets, counted),
  unlikelihood: (logits, targets, candidates, time, scale) =>
    ops.unlikelihood(logits, targets, candidates, time, scale),
  meanOverTime: (x, time) => ops.meanOverTime(x, time),
  unitRows(x) {
    const [, width = 0] = x.shape;
    const gain = ops.input(() => new Float32Array(width).fill(width ** -0.5));
    return ops.rmsNorm(x, gain, unitEpsilon);
  },
  project: (x, table) => ops.project(x, table),
  pairs: (cosines, options) => ops.pairs(cosines, options),
});
