/** The terms that a run has, with what they train beside the model. */
import type { ParamSpecs, Settings } from '../../core/params.ts';
import type { TensorSpec } from '../../models/contract.ts';
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

/** Of the model, then of the terms: all that a run trains. */
export function trainedTensors(
  model: readonly TensorSpec[],
  terms: Settings<ParamSpecs>,
  vocabulary: number,
): readonly TensorSpec[] {
  const width = headWidth(model, vocabulary);
  return [
    ...model,
    ...activeTerms(terms).flatMap(({ definition, settings }) => definition.tensors?.(settings, width) ?? []),
  ];
}

/** D: the other side of the last matrix that belongs to tokens, which is the head or the table that serves as one. */
function headWidth(tensors: readonly TensorSpec[], vocabulary: number): number {
  const head = tensors.findLast(({ shape, outer }) => outer && shape.length === 2 && shape.includes(vocabulary));
  const [first = 0, second = 0] = head?.shape ?? [];
  return first === vocabulary ? second : first;
}
