/** A learning-rate schedule is a pure function of the step, so that it can be drawn before the run. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';

export interface ScheduleDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /**
   * Multiplier of the optimizer's learning rate.
   * @param step counts from 0 at the first update.
   * @param total planned number of updates.
   */
  factor(settings: Settings<P>, step: number, total: number): number;
}
