/** A compressed model from its file, in the shape in which the worker opens models. */
import { decodeModel, inputsIfAny } from '../domain/compression/recipe/compress.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import { reportOf } from '../domain/core/errors.ts';
import { encodeCheckpoint } from '../domain/files/checkpoint.ts';
import { decodeCompressed } from '../domain/files/compressedFile.ts';
import { weight } from '../domain/models/initialize.ts';
import { errorLine } from './words.ts';

export type OpenedModel =
  | {
      readonly ok: true;
      /** Of the weights that the file stands for, without a state of the optimizer and without a history. */
      readonly checkpoint: Uint8Array;
      readonly recipe: Recipe;
      readonly parameters: number;
    }
  | { readonly ok: false; readonly message: string };

export function openCompressed(bytes: Uint8Array): OpenedModel {
  try {
    const { config, recipe, model } = decodeCompressed(bytes);
    const values = decodeModel(model);
    const weights = Object.fromEntries(
      model.map(({ spec: { name, shape } }) => [name, { shape, data: weight(values, name) }]),
    );
    const progress = { step: 0, tokensSeen: 0, elapsedSeconds: 0 };
    return {
      ok: true,
      checkpoint: encodeCheckpoint({ config, progress, weights, state: {}, ...inputsIfAny(model) }),
      recipe,
      parameters: Object.values(weights).reduce((sum, { data }) => sum + data.length, 0),
    };
  } catch (thrown) {
    return { ok: false, message: errorLine(reportOf(thrown)) };
  }
}
