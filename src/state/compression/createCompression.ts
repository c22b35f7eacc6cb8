/** The compression lab, put together. */
import type { Recipe } from '../../domain/compression/recipe/recipe.ts';
import type { Context } from '../context.ts';
import { createComparison } from './comparison.ts';
import type { CompressionActions } from './contract.ts';
import { createRecipeEditor } from './recipeEditor.ts';
import { createVariants } from './variants.ts';

export interface Compression {
  /** See `Variants.adopt`. */
  readonly adopt: (recipe: Recipe) => Promise<void>;
  readonly actions: CompressionActions;
  readonly dispose: () => void;
}

export function createCompression(context: Context): Compression {
  const { tools, ...editor } = createRecipeEditor(context);
  const { dispose: endVariants, adopt, ...variants } = createVariants(context, tools);
  const { dispose: endComparison, ...comparison } = createComparison(context);
  return {
    adopt,
    actions: { ...editor, ...variants, ...comparison },
    dispose() {
      endVariants();
      endComparison();
    },
  };
}
