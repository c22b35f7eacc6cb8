/** Recipes one after another on the model of the lab's run, measured on all of its held-out text. */
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { printExperiment } from '../domain/config/json.ts';
import type { ExperimentConfig } from '../domain/config/schema.ts';
import { jsonFile, textFile } from '../domain/files/exportModel.ts';
import type { EngineClient } from '../state/client.ts';
import type { Report } from './contract.ts';

interface CompressionWork {
  readonly client: EngineClient;
  readonly report: Report;
  readonly runId: string;
  readonly config: ExperimentConfig;
  readonly recipes: readonly Recipe[];
  readonly interrupted: () => boolean;
}

/** Ends early, between two recipes, when it is interrupted. */
export async function compressAll({
  client,
  report,
  runId,
  config,
  recipes,
  interrupted,
}: CompressionWork): Promise<void> {
  for (const [index, recipe] of recipes.entries()) {
    const variant = interrupted() ? null : await client.request('compress.run', { runId, recipe, wholeSplit: true });
    if (!variant) return;
    const { variantId } = variant;
    const exported = await client.request('compress.export', { runId, variantId });
    await client.request('compress.drop', { runId, variantId });
    const described = [jsonFile('recipe.json', recipe), textFile('experiment.json', printExperiment(config))];
    report('compressed', { index, variant, files: [...exported, ...described] });
  }
}
