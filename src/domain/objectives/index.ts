/** Every objective, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { classification } from './classification.ts';
import type { ObjectiveDefinition } from './contract.ts';
import { maskedLm } from './maskedLm.ts';
import { nextToken } from './nextToken.ts';
import { prefixLm } from './prefixLm.ts';

export const objectives = registry(nextToken, prefixLm, maskedLm, classification);

/** What every model can be asked for, of every corpus. */
export const plainObjective = nextToken.id;

interface WithObjective {
  readonly objective: { readonly method: keyof typeof objectives };
}

const answersOf = ({ objective }: WithObjective): ObjectiveDefinition['answers'] =>
  objectives[objective.method].answers;

/** Whether a model names hidden tokens instead of going on with a text. */
export const fillsBlanks = (config: WithObjective): boolean => answersOf(config) === 'blanks';

/** Whether a model names the label of a text and no tokens at all. */
export const namesLabels = (config: WithObjective): boolean => answersOf(config) === 'label';
