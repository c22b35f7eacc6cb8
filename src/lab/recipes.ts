/**
 * Recipes of the command line, each a recipe or a list of them, checked before anything is started. The page mends what it
 * can and says so; work without a screen stops instead, with a line for every problem.
 */
import { quote } from '../domain/config/messages.ts';
import type { Problem } from '../domain/core/problem.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { validateRecipe } from '../domain/compression/recipe/validateRecipe.ts';
import { problemLine } from './words.ts';

export type RecipePlan =
  | { readonly ok: true; readonly recipes: readonly Recipe[] }
  /** A line for each problem. */
  | { readonly ok: false; readonly message: string };

/** @param texts JSON, in order. */
export function planRecipes(texts: readonly string[]): RecipePlan {
  const recipes: Recipe[] = [];
  const lines: string[] = [];
  const several = texts.length > 1;
  for (const [at, text] of texts.entries()) {
    for (const { name, given, unreadable } of recipesIn(text, several ? `recipe ${at + 1}` : '')) {
      const { recipe, problems } = unreadable ? { recipe: null, problems: [unreadable] } : validateRecipe(given);
      if (recipe) recipes.push(recipe);
      lines.push(...problems.map((problem) => `${name === '' ? '' : `${name}: `}${problemLine([problem])}`));
    }
  }
  if (lines.length > 0) return { ok: false, message: lines.join('\n') };
  if (recipes.length === 0) return { ok: false, message: 'The list of recipes is empty.' };
  return { ok: true, recipes };
}

interface Given {
  /** For messages; empty where there is only one. */
  readonly name: string;
  readonly given?: unknown;
  readonly unreadable?: Problem;
}

function recipesIn(text: string, name: string): readonly Given[] {
  try {
    const parsed: unknown = JSON.parse(text);
    if (!Array.isArray(parsed)) return [{ name, given: parsed }];
    return parsed.map((given: unknown, at) => ({
      name: `${name === '' ? 'recipe' : `${name}, number`} ${at + 1}`,
      given,
    }));
  } catch (thrown) {
    const cause = quote(thrown instanceof Error ? thrown.message : String(thrown));
    return [
      {
        name,
        unreadable: { path: '', message: { en: `This is not JSON: ${cause}`, zh: `这不是合法的 JSON：${cause}` } },
      },
    ];
  }
}
