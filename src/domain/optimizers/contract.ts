/**
 * An optimizer is its update formula. It is written once against `Ops<T>` and instantiated as plain numbers (tests),
 * as typed-array loops and as one fused WGSL kernel.
 */
import type { Definition } from '../core/definition.ts';
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

export interface OptimizerDefinition<
  Id extends string = string,
  P extends ParamSpecs = ParamSpecs,
  S extends string = string,
  H extends string = string,
> extends Definition<Id, P> {
  /** Names of the per-element state tensors, all zero at the start. */
  readonly state: readonly S[];
  /** Names of the scalars that `hyper` returns, in the order of the kernel's buffer. */
  readonly scalars: readonly H[];
  /**
   * @param step counts from 1 at the first update.
   * @param decays whether the tensor takes weight decay (matrices do; biases and norms do not).
   */
  hyper(settings: Settings<P>, learningRate: number, step: number, decays: boolean): Readonly<Record<H, number>>;
  update<T>(ops: Ops<T>, input: UpdateInput<T, S, H>): UpdateOutput<T, S>;
}
