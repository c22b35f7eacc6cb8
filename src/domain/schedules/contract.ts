/**
 * A learning-rate schedule is a pure function of the step, so that it can be drawn before the run; what it may know of the
 * run beside that, the losses of its validations, it folds into a few numbers, which a checkpoint keeps.
 */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';

/** What the validations so far have done to a schedule. Finite numbers, because it is written as JSON. */
export interface Watched {
  /** What they have multiplied the learning rate by. */
  readonly reduction: number;
  /** Lowest loss, nats; null before any that is a number. */
  readonly best: number | null;
  /** Validations since then, or since the last reduction. */
  readonly waited: number;
  /** Validations that do not count yet after a reduction. */
  readonly cooling: number;
}

export interface ScheduleDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /**
   * Multiplier of the optimizer's learning rate, before what validations have done to it.
   * @param step counts from 0 at the first update.
   * @param total planned number of updates.
   */
  factor(settings: Settings<P>, step: number, total: number): number;
  /**
   * Only of a schedule that depends on the run: what a validation changes.
   * @param before null at the first
   */
  watch?(settings: Settings<P>, before: Watched | null, lossNats: number): Watched;
  /** The setting that holds points to be dragged in the picture; see `parsePoints`. */
  readonly points?: string;
}
