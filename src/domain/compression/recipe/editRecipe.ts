/** Edits of a recipe as pure functions. What they are given may be illegal; so may be the result. */
import { lookup } from '../../config/lookup.ts';
import type { Definition } from '../../core/definition.ts';
import type { ParamValue } from '../../core/params.ts';
import { onlyKey } from './only.ts';
import { passMethods, type PassId } from './passes.ts';
import type { Recipe, RecipePass } from './recipe.ts';
import { validateRecipe } from './validateRecipe.ts';

/** With the settings and matrices that it shares with `before` as they are there, as far as the method can have them. */
export function newPass(method: PassId, before: RecipePass | null = null): RecipePass {
  const definition: Definition = passMethods[method];
  const kept = [...Object.keys(definition.params), onlyKey].flatMap((key) => {
    const value = before === null ? undefined : lookup(before, key);
    return value === undefined ? [] : [[key, value] as const];
  });
  const [pass] = validateRecipe({ passes: [{ method, ...Object.fromEntries(kept) }] }).recipe.passes;
  if (pass === undefined) throw new Error(`newPass: ${method} gave none`);
  return pass;
}

export const addPass = (recipe: Recipe, method: PassId): Recipe => ({
  ...recipe,
  passes: [...recipe.passes, newPass(method)],
});

/** @param to index in the result */
export function movePass(recipe: Recipe, from: number, to: number): Recipe {
  const moved = recipe.passes[from];
  if (moved === undefined || to < 0 || to >= recipe.passes.length) return recipe;
  return { ...recipe, passes: recipe.passes.toSpliced(from, 1).toSpliced(to, 0, moved) };
}

export const removePass = (recipe: Recipe, at: number): Recipe => ({
  ...recipe,
  passes: recipe.passes.toSpliced(at, 1),
});

const changePass = (recipe: Recipe, at: number, change: (pass: RecipePass) => RecipePass): Recipe => ({
  ...recipe,
  passes: recipe.passes.map((pass, index) => (index === at ? change(pass) : pass)),
});

export const setPassMethod = (recipe: Recipe, at: number, method: PassId): Recipe =>
  changePass(recipe, at, (pass) => newPass(method, pass));

/** @param only null for all matrices. */
export const setPassOnly = (recipe: Recipe, at: number, only: string | null): Recipe =>
  changePass(recipe, at, ({ only: _before, ...pass }) => (only === null ? pass : { ...pass, only }));

export const setPassValue = (recipe: Recipe, at: number, key: string, value: ParamValue): Recipe =>
  changePass(recipe, at, (pass) => ({ ...pass, [key]: value }));
