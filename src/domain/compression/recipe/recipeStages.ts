/** What a recipe has been after each of its passes. */
import type { Recipe } from './recipe.ts';

/** From its first pass alone to all of it. */
export const recipeStages = ({ passes, rest }: Recipe): readonly Recipe[] =>
  passes.map((_, last) => ({ passes: passes.slice(0, last + 1), rest }));
