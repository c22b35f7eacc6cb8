/** What a backend computes with: every operation of a model, with its gradient, and the loss. */
import { plainTerms, type RowTerms } from '../../domain/losses/contract.ts';
import type { PairOptions } from '../../domain/losses/terms/contract.ts';
import type { InputLevels } from '../../domain/compression/inputs/levels.ts';
import type { WeightGrid } from '../../domain/compression/quantizers/fakeQuantize.ts';
import type { AttentionOptions, ModelOps } from '../../domain/models/ops.ts';
import type * as tf from '../tf.ts';

/**
 * A value that differs from step to step. It is a function because a recorded step is not run through again: whoever
 * replays it asks anew.
 */
export type PerStep<T> = () => T;

/** Parts of 0 are left out and cost nothing. */
export interface CrossEntropyOptions extends RowTerms {
  /** [M] of the targets; they get no gradient. Null: each weighs 1. */
  readonly weights: tf.Tensor | null;
  /** [M]: share of each target's token in the training data, above 0; for a formula that uses it, and not beside weights. */
  readonly frequencies: tf.Tensor | null;
  /** For a formula. */
  readonly progress: PerStep<Progress>;
}

/** Of a run: steps done and planned. */
export interface Progress {
  readonly step: number;
  readonly total: number;
}

export const plainCrossEntropy: CrossEntropyOptions = {
  ...plainTerms,
  weights: null,
  frequencies: null,
  progress: () => ({ step: 0, total: 0 }),
};

export interface DistillationOptions {
  readonly temperature: number;
  /** α: part of the loss that is the divergence from the teacher; the rest is cross-entropy. */
  readonly share: number;
}

/** Which elements are dropped depends on (seed, stream, element) only: the same on every backend and on resume. */
export interface DroppedElements {
  readonly rate: number;
  readonly seed: number;
  readonly stream: PerStep<number>;
}

export interface BackendAttention extends Omit<AttentionOptions, 'dropout'> {
  /** Of the weights [B, H, T, T], numbered in this order modulo 2³²; none unless given. */
  readonly dropped?: DroppedElements;
}

export interface BackendOps extends Omit<ModelOps<tf.Tensor>, 'attention' | 'dropout' | 'dropLayer'> {
  /** See `ModelOps.attention`. */
  readonly attention: (qkv: tf.Tensor, options: BackendAttention) => tf.Tensor;
  /** Which elements are dropped depends on (seed, stream, element) only: the same on every backend and on resume. */
  dropout(x: tf.Tensor, rate: number, seed: number, stream: PerStep<number>): tf.Tensor;
  /** x times a number of the step. */
  scaled(x: tf.Tensor, factor: PerStep<number>): tf.Tensor;
  /**
   * Mean over the counted targets; targets of −1 do not count (torch's ignore_index).
   * @param logits [M, V]
   * @param targets [M] int32
   * @param counted how many targets are not −1, or what these weigh together
   * @returns scalar, nats per counted target
   */
  crossEntropy(
    logits: tf.Tensor,
    targets: tf.Tensor,
    counted: PerStep<number>,
    options?: CrossEntropyOptions,
  ): tf.Tensor;
  /** See `TermOps.unlikelihood`. @param logits [M, V] */
  unlikelihood(
    logits: tf.Tensor,
    targets: tf.Tensor,
    candidates: tf.Tensor,
    time: number,
    scale: PerStep<number>,
  ): tf.Tensor;
  /** See `TermOps.jeffreys`. @param a [M, V] @param b [M, V] @param targets [M] int32; both sides get a gradient */
  jeffreys(a: tf.Tensor, b: tf.Tensor, targets: tf.Tensor, scale: PerStep<number>): tf.Tensor;
  /** See `TermOps.meanOverTime`. */
  meanOverTime(x: tf.Tensor, time: number): tf.Tensor;
  /** See `TermOps.pairs`. @param cosines [B, B] */
  pairs(cosines: tf.Tensor, options: PairOptions): tf.Tensor;
  /**
   * (1 − α) cross-entropy + α T² KL(teacher ‖ student) at temperature T, mean over the counted targets (Hinton et al. 2015).
   * @param logits [M, V]
   * @param teacher [M, V], gets no gradient
   * @param targets [M] int32, −1 for rows that do not count
   */
  distillation(
    logits: tf.Tensor,
    teacher: tf.Tensor,
    targets: tf.Tensor,
    counted: PerStep<number>,
    options: DistillationOptions,
  ): tf.Tensor;
  /** The weights, and their gradient, where the mask [I · O] is 1; exact zeros where it is 0, whatever stands there. */
  masked(weights: tf.Tensor, mask: tf.Tensor): tf.Tensor;
  /**
   * As `masked`; the scores get weight times gradient in place of it, those of masked weights too (Sanh et al. 2020,
   * section 4), so that plain descent sums their movement.
   */
  scored(weights: tf.Tensor, scores: tf.Tensor, mask: tf.Tensor): tf.Tensor;
  /** Weights [I, O] at the nearest levels of a quantiser; the gradient passes straight through to the weights. */
  fakeQuantize(weights: tf.Tensor, grid: WeightGrid): tf.Tensor;
  /** x [M, I] with each row rounded to the levels; no gradient. */
  roundRows(x: tf.Tensor, levels: InputLevels): tf.Tensor;
  /** Numbers from outside as a vector; always as many. */
  input(values: PerStep<Float32Array | Int32Array>): tf.Tensor;
  /** Σ |x| and max |x| over the rows of x [M, N], as the rows of [2, N]; for calibration, without a gradient. */
  readonly columnSizes: (x: tf.Tensor) => tf.Tensor;
  /** Sum of two gradients, both of which it takes over. */
  readonly join: (a: tf.Tensor, b: tf.Tensor) => tf.Tensor;
}
