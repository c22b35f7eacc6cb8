/**
 * A term beside the loss, for what looks at something else than one row of logits at a time: earlier tokens, later targets,
 * whole sequences, another pass over the same batch. It is added with a weight that may change over the run. See docs/decisions/0018-losses.md.
 */
import type { Definition } from '../../core/definition.ts';
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { LocalText } from '../../core/text.ts';
import type { TokenBatch } from '../../data/contract.ts';
import type { TensorSpec, Weights } from '../../models/contract.ts';
import type { ObjectiveDefinition } from '../../objectives/contract.ts';

/** Of pairs of which the first belong together: InfoNCE, triplets, and a margin; see `pairs`. */
export type PairLoss = 'contrast' | 'triplet' | 'margin';

export interface PairOptions {
  readonly loss: PairLoss;
  /** Rows that count; those behind them do not. */
  readonly filled: () => number;
  /** Temperature τ, or margin m. */
  readonly amount: number;
  /** Of the sum over the rows. */
  readonly scale: () => number;
}

/** What a term computes with; each operation has a gradient. M = B·T rows, D width of what the head reads, V vocabulary. */
export interface TermOps<T> {
  /** x [M, I] · weight [I, O] + bias [O] → [M, O]; plus `onto` [M, O]. */
  linear(x: T, weight: T, bias: T | null, onto?: T): T;
  add(a: T, b: T): T;
  /** Numbers from outside as a vector, asked for anew at every step. */
  input(values: () => Float32Array | Int32Array): T;
  /** Sum of the surprises at targets [M] that are not −1, over `counted`. */
  crossEntropy(logits: T, targets: T, counted: () => number): T;
  /**
   * `scale` times the sum over rows of Σ −log(1 − p_c), c being what `candidates` [M] holds from the start of the row's
   * sequence up to it, except −1 and the row's target; rows whose target is −1 do not count.
   */
  unlikelihood(logits: T, targets: T, candidates: T, time: number, scale: () => number): T;
  /** `scale` times the sum over rows whose target is not −1 of KL(p ‖ q) + KL(q ‖ p), p = softmax a and q = softmax b. */
  jeffreys(a: T, b: T, targets: T, scale: () => number): T;
  /** Mean of the rows of every sequence: [B·T, D] → [B, D]. */
  meanOverTime(x: T, time: number): T;
  /** Each row over its length. */
  unitRows(x: T): T;
  /** x [M, D] · tableᵀ, table [V, D] → [M, V]. */
  project(x: T, table: T): T;
  /**
   * `scale` times the sum over rows i of a loss of the cosines s [B, B], of which s_ii belongs together and s_ij does not; a
   * mean over the others j is 0 where there are none, and D² = 2 − 2 s.
   * `contrast`: −log softmax(s_i / τ)_i; `triplet`: mean of max(0, m + D²_ii − D²_ij);
   * `margin`: ½ D²_ii + mean of ½ max(0, m − D_ij)².
   */
  pairs(cosines: T, options: PairOptions): T;
}

/** The forward pass that a term adds to. */
export interface TermPass<T> {
  /** [M, V] */
  readonly logits: T;
  /** [M, D]: what the head reads. @throws where `needsHead` was not said */
  readonly hidden: () => T;
  /** Logits [M, V] of other states [M, D]. */
  readonly head: (hidden: T) => T;
  /** [M, V] of the same batch under other masks. @throws where `needsTwin` was not said */
  readonly twin: () => T;
  /** Of the model and of the term. */
  readonly weights: Weights<T>;
  readonly time: number;
  /** The part of the step's batch that this pass reads. */
  readonly batch: () => TokenBatch;
  /** All of it, over which a mean is taken. */
  readonly whole: () => TokenBatch;
  /** What the term counts at this step. */
  readonly weight: () => number;
  /**
   * What the head reads [M', D] when the model goes over other tokens, with random draws of its own.
   * @param number of the pass; those of one number draw alike
   */
  readonly again: (batch: () => TokenBatch, number: number) => T;
  /** Two passes over the same tokens differ, by dropout or by layers that are left out. */
  readonly varies: boolean;
  /** A whole number below `bound`, of the step and of this part of its batch. */
  readonly below: (counter: number, bound: number) => number;
  /** Makes once what several terms need. */
  readonly once: (key: string, make: () => T) => T;
}

export interface LossTermDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** Where its weight stands; see `weightSpecs`. */
  readonly key: string;
  /** It asks for more than logits, so the model must have a head. */
  readonly needsHead: boolean;
  /** It compares two passes over each batch, so the model must drop something; every other part of the loss is their mean. */
  readonly needsTwin?: true;
  /** It compares rows of a batch with each other, so there must be two. */
  readonly comparesRows?: true;
  /** Why it cannot stand beside an objective; null where it can. */
  refuses?(objective: ObjectiveDefinition): LocalText | null;
  /** What it trains beside the model, which is no part of the model afterwards. @param width D */
  tensors?(settings: Settings<P>, width: number): readonly TensorSpec[];
  /** A scalar, already times its weight. */
  value<T>(ops: TermOps<T>, pass: TermPass<T>, settings: Settings<P>): T;
}
