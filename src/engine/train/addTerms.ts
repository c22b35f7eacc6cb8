/** Adds the terms of a run to the loss of its forward passes. */
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

/** What a forward pass gave, and what goes on from there. */
export interface TermInputs extends Pick<TermPass<tf.Tensor>, 'logits' | 'weights' | 'batch' | 'varies' | 'below'> {
  readonly head: Head | null;
  /** See `TermPass.again`. */
  readonly again: (head: Head, batch: PerStep<TokenBatch>, number: number) => tf.Tensor;
  readonly ops: BackendOps;
}

/** What a term meets beside its pass. */
interface TermPlace {
  /** Logits of the same batch under other masks, where the term asks for them. */
  readonly twin?: tf.Tensor | undefined;
  /** Of the weight; less than all where several passes bring the same term. */
  readonly share?: number;
  /** What the terms of the pass have made for each other. */
  readonly made?: Map<string, tf.Tensor>;
}

/** A scalar. Call inside `tf.tidy`. */
export const termValue = (
  term: ActiveTerm,
  { whole, progress }: AddedTerms,
  { head, ops, again, ...inputs }: TermInputs,
  { twin, share = 1, made = new Map<string, tf.Tensor>() }: TermPlace = {},
): tf.Tensor => {
  const missing = (what: string): never => {
    throw new TrimtabError('internal', { message: `${term.definition.id}: ${what}` });
  };
  const theHead = (): Head => head ?? missing('this model has no head');
  return term.definition.value<tf.Tensor>(
    termOps(ops),
    {
      ...inputs,
      hidden: () => theHead().hidden,
      head: (hidden) => theHead().apply(hidden),
      twin: () => twin ?? missing('the batch was read once'),
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
        return share * term.weightAt(step, total);
      },
    },
    term.settings,
  );
};

/** Call inside `tf.tidy`. @param passes see `sumOfTerms` */
export const addTerms = (
  loss: tf.Tensor,
  terms: AddedTerms,
  passes: readonly TermInputs[],
  ops: BackendOps,
): tf.Tensor => (terms.list.length === 0 ? loss : ops.add(loss, sumOfTerms(terms, passes, ops)));

/**
 * Without the loss; there is at least one. A term that compares passes is there once, and every other in each of them, so
 * that the sum is the mean over the passes. Call inside `tf.tidy`. @param passes one, or two under masks of their own
 */
export function sumOfTerms(terms: AddedTerms, passes: readonly TermInputs[], ops: BackendOps): tf.Tensor {
  const twin = passes[1]?.logits;
  return passes
    .flatMap((pass, number) => {
      const place = { share: 1 / passes.length, made: new Map<string, tf.Tensor>() };
      return terms.list.flatMap((term) => {
        if (!term.definition.needsTwin) return [termValue(term, terms, pass, place)];
        return number === 0 ? [termValue(term, terms, pass, { twin })] : [];
      });
    })
    .reduce((a, b) => ops.add(a, b));
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
  jeffreys: (a, b, targets, scale) => ops.jeffreys(a, b, targets, scale),
  meanOverTime: (x, time) => ops.meanOverTime(x, time),
  unitRows(x) {
    const [, width = 0] = x.shape;
    const gain = ops.input(() => new Float32Array(width).fill(width ** -0.5));
    return ops.rmsNorm(x, gain, unitEpsilon);
  },
  project: (x, table) => ops.project(x, table),
  pairs: (cosines, options) => ops.pairs(cosines, options),
});
