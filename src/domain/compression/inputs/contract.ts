/** A method about what goes into matrices: it rounds it while the model runs, or takes a factor from it into the weights. */
import type { Definition } from '../../core/definition.ts';
import type { ParamSpecs } from '../../core/params.ts';

export interface InputDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** A fold moves factors between a norm and the matrices that read it; what the model computes stays. */
  readonly does: 'round' | 'fold';
  readonly needs?: 'calibration';
}
