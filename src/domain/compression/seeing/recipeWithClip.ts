/** A clip point that was chosen by looking, put into a recipe: into the pass that has a setting for one. */
import type { ParamValue } from '../../core/params.ts';
import { newPass } from '../recipe/editRecipe.ts';
import { kindOf, passMethods, type PassId } from '../recipe/passes.ts';
import type { Recipe } from '../recipe/recipe.ts';
import { takesClip } from '../recipe/traits.ts';

/** Settings that the clip point was chosen for, and the point. */
export type ClipSettings = Readonly<Record<'bits' | 'symmetric' | 'granularity' | 'group' | 'clip', ParamValue>>;

/** The first that takes a clip point; where none quantises yet, it does. */
const clipped = (Object.keys(passMethods) as PassId[]).find((id) => takesClip(id)) ?? null;

/**
 * What becomes of a recipe: its pass that takes a clip point takes the settings (`changed`), or it gets one (`added`) where
 * nothing quantises yet. Null where another method quantises, which finds its levels in its own way.
 */
export function recipeWithClip(
  recipe: Recipe,
  settings: ClipSettings,
): { readonly kind: 'changed' | 'added'; readonly recipe: Recipe } | null {
  const at = recipe.passes.findIndex(({ method }) => takesClip(method));
  const before = recipe.passes[at] ?? null;
  const method = before?.method ?? clipped;
  if (method === null) return null;
  // The point is the person's own, and no search replaces it.
  const pass = { ...newPass(method, before), ...settings, clipSearch: false };
  if (before) return { kind: 'changed', recipe: { ...recipe, passes: recipe.passes.with(at, pass) } };
  if (recipe.passes.some((other) => kindOf(other.method) === 'quantize')) return null;
  return { kind: 'added', recipe: { ...recipe, passes: [...recipe.passes, pass] } };
}
