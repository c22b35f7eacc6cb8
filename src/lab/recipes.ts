/**
 * Recipes of the command line, each a recipe or a list of them, checked before anything is started. The page mends what it
 * can and says so; work without a screen stops instead, with a line for every problem.
 */
import { parseRecipes } from '../domain/compression/recipe/recipeText.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { problemLine } from './words.ts';

export type RecipePlan =
  | { readonly ok: true; readonly recipes: readonly Recipe[] }
  /** A line for each problem. */
  | { readonly ok: false; readonly message: string };

/** @param texts JSON, in order. */
export function planRecipes(texts: readonly string[]): RecipePlan {
  const planned: Recipe[] = [];
  const lines: string[] = [];
  for (const [place, text] of texts.entries()) {
    const { list, recipes } = parseRecipes(text);
    for (const [at, { recipe, problems }] of recipes.entries()) {
      if (recipe) planned.push(recipe);
      const name = nameOf(texts.length > 1 ? place : null, list ? at : null);
      lines.push(...problems.map((problem) => `${name}${problemLine([problem])}`));
    }
  }
  if (lines.length > 0) return { ok: false, message: lines.join('\n') };
  if (planned.length === 0) return { ok: false, message: 'The list of recipes is empty.' };
  return { ok: true, recipes: planned };
}

/** Which of many, as the beginning of a message. */
function nameOf(place: number | null, at: number | null): string {
  if (place === null) return at === null ? '' : `recipe ${at + 1}: `;
  return at === null ? `recipe ${place + 1}: ` : `recipe ${place + 1}, number ${at + 1}: `;
}
