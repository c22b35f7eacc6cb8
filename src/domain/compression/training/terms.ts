/** Which terms beside a run's loss act in a pass of a recipe that trains. */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import { activeTerms, type ActiveTerm } from '../../losses/terms/active.ts';

const bringsTensors = ({ definition }: ActiveTerm): boolean => definition.tensors !== undefined;

/** All but those that train tensors of their own, which are no part of the model that is compressed. @param settings of the section `terms` */
export const termsOfTraining = (settings: Settings<ParamSpecs>): readonly ActiveTerm[] =>
  activeTerms(settings).filter((term) => !bringsTensors(term));

/** Those that a run has and such a pass leaves out. */
export const termsLeftOut = (settings: Settings<ParamSpecs>): readonly ActiveTerm[] =>
  activeTerms(settings).filter(bringsTensors);
