/**
 * An optimizer is its update formula. It is written once against `Ops<T>` and instantiated as plain numbers (tests),
 * as typed-array loops and as one fused WGSL kernel. What no formula of single elements can say goes before it: a matrix
 * stage finds a direction for each tensor (docs/decisions/0017-matrix-optimizers.md).
 */
import type { Definition } from '../core/definition.ts';
import type { MatrixOps } from '../core/matrixOps.ts';
import type { TensorSpec } from '../models/contract.ts';
import type { Ops } from '../core/ops.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';

/** Scalars of one step, computed on the host in double precision and handed to the kernel as data. */
export type Hyper = Readonly<Record<string, number>>;

export interface UpdateInput<T, S extends string, H extends string> {
  readonly parameter: T;
  /** After clipping. */
  readonly gradient: T;
  readonly state: Readonly<Record<S, T>>;
  readonly hyper: Readonly<Record<H, T>>;
}

export interface UpdateOutput<T, S extends string> {
  readonly parameter: T;
  readonly state: Readonly<Record<S, T>>;
}

/** What the matrix stage sees of one tensor, a vector as a matrix of one row. */
export interface StageInput<T> {
  readonly parameter: T;
  /** After clipping. */
  readonly gradient: T;
  /** The elementwise state before the update, and the factors. */
  readonly state: Readonly<Record<string, T>>;
  /** The scalars of the step as matrices of one element. */
  readonly hyper: Readonly<Record<string, T>>;
}

export interface StageOutput<T> {
  /** Shaped like the parameter: what the elementwise update finds in the state `direction`. */
  readonly direction: T;
  readonly factors: Readonly<Record<string, T>>;
}

/** The part of an update that needs a whole tensor at once; it runs before the elementwise update of the same step. */
export interface MatrixStage<P extends ParamSpecs = ParamSpecs> {
  /** Which tensors it works on; all others find zeros in `direction`. */
  takes(spec: TensorSpec): boolean;
  /** State beyond one number for each element, by name: [rows, columns]; all zero at the start. */
  factors(spec: TensorSpec): Readonly<Record<string, readonly [rows: number, columns: number]>>;
  run<T>(ops: MatrixOps<T>, input: StageInput<T>, settings: Settings<P>): StageOutput<T>;
}

/** The state in which a matrix stage leaves what it has found. It lives for a step and is not stored. */
export const directionState = 'direction';

export interface OptimizerDefinition<
  Id extends string = string,
  P extends ParamSpecs = ParamSpecs,
  S extends string = string,
  H extends string = string,
> extends Definition<Id, P> {
  /** Names of the per-element state tensors, all zero at the start. */
  readonly state: readonly S[];
  /** Those of them that start as a copy of the weights instead. */
  readonly copies?: readonly S[];
  /** The state that holds the weights to validate, write and export with, where it is not the trained ones. */
  readonly evaluated?: S;
  /** Names of the scalars that `hyper` returns, in the order of the kernel's buffer. */
  readonly scalars: readonly H[];
  /**
   * @param step counts from 1 at the first update.
   * @param decays whether the tensor takes weight decay (matrices do; biases and norms do not).
   * @param staged whether the matrix stage has found a direction for it.
   */
  hyper(
    settings: Settings<P>,
    learningRate: number,
    step: number,
    decays: boolean,
    staged?: boolean,
  ): Readonly<Record<H, number>>;
  update<T>(ops: Ops<T>, input: UpdateInput<T, S, H>): UpdateOutput<T, S>;
  readonly stage?: MatrixStage<P>;
}

/** Whether the matrix stage of an optimizer, if it has one, works on a tensor. */
export const isStaged = ({ stage }: Pick<OptimizerDefinition, 'stage'>, spec: TensorSpec): boolean =>
  stage?.takes(spec) ?? false;

/** The shape of every state that an optimizer keeps for a tensor from one step to the next, by name. */
export function keptState(
  { state, stage }: Pick<OptimizerDefinition, 'state' | 'stage'>,
  spec: TensorSpec,
): Readonly<Record<string, readonly number[]>> {
  const elementwise = state.filter((name) => name !== directionState).map((name) => [name, spec.shape] as const);
  return { ...Object.fromEntries(elementwise), ...(stage?.takes(spec) ? stage.factors(spec) : {}) };
}
