/** The passes of a recipe in other orders, because what comes first decides what the next one finds. */
import { orderProblems } from './passOrder.ts';
import type { Recipe, RecipePass } from './recipe.ts';

/** All orders of three passes. */
export const mostOrders = 6;

/**
 * The recipe itself first, then every order of up to three passes; of more, those with two neighbours exchanged. Without
 * orders that cannot be run or that are the same, and at most `mostOrders`.
 */
export function recipeOrders({ passes, rest }: Recipe): readonly Recipe[] {
  const orders = passes.length <= 3 ? permutations(passes) : [passes, ...neighboursExchanged(passes)];
  const different = new Map(orders.map((order) => [JSON.stringify(order), order]));
  return [...different.values()]
    .filter((order) => orderProblems(order).length === 0)
    .slice(0, mostOrders)
    .map((order) => ({ passes: order, rest }));
}

function permutations(passes: readonly RecipePass[]): readonly (readonly RecipePass[])[] {
  if (passes.length <= 1) return [passes];
  return passes.flatMap((first, at) => permutations(passes.toSpliced(at, 1)).map((others) => [first, ...others]));
}

const neighboursExchanged = (passes: readonly RecipePass[]): readonly (readonly RecipePass[])[] =>
  passes.slice(1).map((pass, at) => passes.toSpliced(at, 2, pass, ...passes.slice(at, at + 1)));
