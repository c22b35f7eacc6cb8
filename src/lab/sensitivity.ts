/** What each matrix of the lab's model minds, for the pass of a recipe. */
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { axisOf } from '../domain/compression/sensitivity/axis.ts';
import type { EngineClient } from '../state/client.ts';
import type { Report } from './contract.ts';
import { planRecipes, type RecipePlan } from './recipes.ts';

interface SensitivityWork {
  readonly client: EngineClient;
  readonly report: Report;
  readonly runId: string;
  readonly recipes: readonly Recipe[];
  readonly interrupted: () => boolean;
}

const usual = '{ "passes": [{ "method": "gptq", "group": 32 }] }';

/** One recipe of one pass that has something to turn. @param text JSON, or null for the usual one. */
export function planSensitivity(text: string | null): RecipePlan {
  const planned = planRecipes([text ?? usual]);
  if (!planned.ok) return planned;
  const [recipe, ...others] = planned.recipes;
  const [pass, ...more] = recipe?.passes ?? [];
  if (pass === undefined || more.length > 0 || others.length > 0) {
    return { ok: false, message: 'A map is measured with one pass, such as { "passes": [{ "method": "rtn" }] }.' };
  }
  if (axisOf(pass.method) === null) {
    return { ok: false, message: `passes.0.method: ${pass.method} has neither bits nor a sparsity to measure at.` };
  }
  return planned;
}

export async function measureAll({ client, report, runId, recipes, interrupted }: SensitivityWork): Promise<void> {
  for (const { passes } of recipes) {
    for (const pass of passes) {
      const { levels = [] } = axisOf(pass.method) ?? {};
      const result = interrupted() ? null : await client.request('sensitivity.run', { runId, pass, levels });
      if (result) report('sensed', result);
    }
  }
}
