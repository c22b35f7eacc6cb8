/** Every objective, in the order in which the interface lists them. */
import { registry } from '../core/definition.ts';
import { maskedLm } from './maskedLm.ts';
import { nextToken } from './nextToken.ts';
import { prefixLm } from './prefixLm.ts';

export const objectives = registry(nextToken, prefixLm, maskedLm);

/** What every model can be asked for, of every corpus. */
export const plainObjective = nextToken.id;

/** Whether a model names hidden tokens instead of going on with a text. */
export const fillsBlanks = ({
  objective,
}: {
  readonly objective: { readonly method: keyof typeof objectives };
}): boolean => objectives[objective.method].answers === 'blanks';
