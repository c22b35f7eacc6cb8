/**
 * A model that is too large to be trained here is compressed tensor by tensor while it is read: beside what is done, only
 * the tensor in hand is in memory. Round to nearest, 4 bits in groups of 32, tables 8 bits a row: it needs no calibration.
 */
import { compress, type CompressedModel, type CompressedTensor } from '../../compression/recipe/compress.ts';
import type { Recipe } from '../../compression/recipe/recipe.ts';
import { validateRecipe } from '../../compression/recipe/validateRecipe.ts';
import { finish } from '../../compression/contract.ts';
import type { TensorSpec } from '../../models/contract.ts';
import { productsOf } from '../../models/products.ts';
import { transformer } from '../../models/transformer/definition.ts';
import type { OpenedModel } from '../hugging-face/openHuggingFace.ts';
import type { Tell } from './openFiles.ts';

/** Of a model that is opened as it is. With its optimizer, and once more for what it becomes, it takes a gigabyte. */
export const mostTrainable = 50_000_000;

export const readingRecipe: Recipe = validateRecipe({
  passes: [{ method: 'rtn', bits: 4, group: 32 }],
  rest: 'int8',
}).recipe;

export async function compressWhileReading(
  { tensors, settings, vocabulary, read }: Pick<OpenedModel, 'tensors' | 'settings' | 'vocabulary' | 'read'>,
  tell: Tell,
): Promise<CompressedModel> {
  const products = productsOf(transformer, settings, vocabulary);
  const one = async (spec: TensorSpec): Promise<readonly CompressedTensor[]> => {
    const parts = { specs: [spec], weights: { [spec.name]: await read(spec) }, products };
    return finish(compress(readingRecipe, parts, {}));
  };
  const model: CompressedTensor[] = [];
  for (const [i, spec] of tensors.entries()) {
    model.push(...(await one(spec)));
    await tell((i + 1) / tensors.length);
  }
  return model;
}
