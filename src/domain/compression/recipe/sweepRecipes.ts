/** A small grid that shows what bits cost and what the choice of the method saves: two quantisers, three pruners. */
import type { Recipe, RestFormat } from './recipe.ts';
import { newPass } from './editRecipe.ts';

const widths = [8, 6, 4, 3, 2];
const quantizers = ['rtn', 'gptq'] as const;
const pruners = ['magnitude', 'wanda', 'sparse-gpt'] as const;

export function sweepRecipes(rest: RestFormat): readonly Recipe[] {
  const quantized = widths.flatMap((bits) => quantizers.map((method) => ({ ...newPass(method), bits })));
  return [...quantized, ...pruners.map((method) => newPass(method))].map((pass) => ({ passes: [pass], rest }));
}
