/** The compression lab, put together. */
import type { Context } from '../context.ts';
import { createComparison } from './comparison.ts';
import type { CompressionActions } from './contract.ts';
import { createRecipeEditor } from './recipeEditor.ts';
import { createVariants } from './variants.ts';

export interface Compression {
  readonly actions: CompressionActions;
  readonly dispose: () => void;
}

export function createCompression(context: Context): Compression {
  const { tools, ...editor } = createRecipeEditor(context);
  const { dispose: endVariants, ...variants } = createVariants(context, tools);
  const { dispose: endComparison, ...comparison } = createComparison(context);
  return {
    actions: { ...editor, ...variants, ...comparison },
    dispose() {
      endVariants();
      endComparison();
    },
  };
}
