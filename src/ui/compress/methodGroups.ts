/** Methods by what they do to a matrix, as pickers list them, and which shape stands for each kind. */
import { kindOf, passMethods, type PassId, type PassKind } from '../../domain/compression/recipe/passes.ts';
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import type { Definition } from '../../domain/core/definition.ts';
import type { MethodGroup } from '../settings/MethodPicker.tsx';
import type { Say } from './useWords.ts';

export const kinds: readonly PassKind[] = ['quantize', 'prune', 'factorize', 'share', 'inputs', 'train'];

const methods: readonly Definition<PassId>[] = Object.values(passMethods);

export const methodGroups = (say: Say): readonly MethodGroup<PassId>[] =>
  kinds.map((kind) => ({
    name: say(`kind-${kind}`),
    definitions: methods.filter(({ id }) => kindOf(id) === kind),
  }));

export type RecipeKind = PassKind | 'mixed';

/** Of a recipe with one kind of pass, that kind; without passes it only writes numbers more shortly. */
export function recipeKind({ passes }: Recipe): RecipeKind {
  const [first = 'quantize', ...others] = new Set(passes.map(({ method }) => kindOf(method)));
  return others.length === 0 ? first : 'mixed';
}
