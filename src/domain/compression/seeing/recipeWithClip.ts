/** A clip point that was chosen by looking, put into a recipe: only round-to-nearest has one. */
import type { Recipe } from '../recipe/recipe.ts';
import { newPass } from '../recipe/editRecipe.ts';
import { kindOf } from '../recipe/passes.ts';
import type { ParamValue } from '../../core/params.ts';

/** Settings of round-to-nearest that the clip point was chosen for, and the point. */
export type ClipSettings = Readonly<Record<'bits' | 'symmetric' | 'granularity' | 'group' | 'clip', ParamValue>>;

/**
 * What becomes of a recipe: its round-to-nearest pass takes the settings (`changed`), or it gets one (`added`) where nothing
 * quantises yet. Null where another method quantises, which finds its levels in its own way.
 */
export function recipeWithClip(
  recipe: Recipe,
  settings: ClipSettings,
): { readonly kind: 'changed' | 'added'; readonly recipe: Recipe } | null {
  const at = recipe.passes.findIndex(({ method }) => method === 'rtn');
  const pass = { ...newPass('rtn', recipe.passes[at] ?? null), ...settings, clipSearch: false };
  if (at >= 0) return { kind: 'changed', recipe: { ...recipe, passes: recipe.passes.with(at, pass) } };
  if (recipe.passes.some(({ method }) => kindOf(method) === 'quantize')) return null;
  return { kind: 'added', recipe: { ...recipe, passes: [...recipe.passes, pass] } };
}
