/** A loss over next-token logits. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';

export interface LossDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** How the mean over targets is taken while training; validation takes the plain one. */
  training(settings: Settings<P>): LossTerms;
}

export interface LossTerms {
  /** Part of each target that is spread over all classes. */
  readonly smoothing: number;
}
