/** The terms that a run has, with what they train beside the model. */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { ModelDefinition, TensorSpec } from '../../models/contract.ts';
import type { LossTermDefinition } from './contract.ts';
import { lossTerms } from './index.ts';
import { isWeighed, weightAt } from './weight.ts';

export interface ActiveTerm {
  readonly definition: LossTermDefinition;
  readonly settings: Settings<ParamSpecs>;
  /** At a step, counting from 0. */
  readonly weightAt: (step: number, total: number) => number;
}

/** @param settings of the section `terms` */
export const activeTerms = (settings: Settings<ParamSpecs>): readonly ActiveTerm[] =>
  Object.values<LossTermDefinition>(lossTerms)
    .filter(({ key }) => isWeighed(key, settings))
    .map((definition) => ({
      definition,
      settings,
      weightAt: (step, total) => weightAt(definition.key, settings, step, total),
    }));

/** Forward passes over each batch, all of which are differentiated together. */
export const passesOf = (terms: readonly Pick<ActiveTerm, 'definition'>[]): 1 | 2 =>
  terms.some(({ definition }) => definition.needsTwin) ? 2 : 1;

/** What is asked of a model for the tensors of its terms. */
interface Trained {
  readonly definition: Pick<ModelDefinition, 'tensors' | 'headWidth'>;
  readonly settings: Settings<ParamSpecs>;
}

/** Of the model, then of the terms: all that a run trains. */
export function trainedTensors(model: Trained, terms: Settings<ParamSpecs>, vocabulary: number): readonly TensorSpec[] {
  const width = model.definition.headWidth(model.settings, vocabulary);
  return [
    ...model.definition.tensors(model.settings, vocabulary),
    ...activeTerms(terms).flatMap(({ definition, settings }) => definition.tensors?.(settings, width) ?? []),
  ];
}
