/** A loss over next-token logits. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs } from '../core/params.ts';

export interface LossDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {}
