/** Models whose norms and biases are not those of the start, with what goes into their matrices, and recipes on them. */
import { expect } from 'vitest';
import { calibrationOf } from '../../src/domain/compression/calibration.ts';
import { finish, type Calibration } from '../../src/domain/compression/contract.ts';
import { compress, type CompressedModel } from '../../src/domain/compression/recipe/compress.ts';
import type { Recipe } from '../../src/domain/compression/recipe/recipe.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import { layerOf, type DecodingMatrix, type DecodingWeights } from '../../src/domain/models/decoding/matrices.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';

export const vocabulary = 11;
const tokens = Array.from({ length: 24 }, (_, i) => (7 * i * i + 3) % vocabulary);

export function modelOf(settings: Readonly<Record<string, unknown>>) {
  const { config } = validate({ model: { layers: 2, width: 32, context: 24, ...settings } });
  const { definition, settings: own } = resolve(config).model;
  const specs = definition.tensors(own, vocabulary);
  const weights = Object.fromEntries(
    Object.entries(initialWeights(specs, 5)).map(([name, values], at) => [
      name,
      values.map((value, i) => value + (specs[at]?.shape.length === 1 ? 0.2 : 0.1) * gaussian(3, at, i)),
    ]),
  );
  const products = productsOf(definition, own, vocabulary);
  return { config, definition, settings: own, specs, parts: { specs, products, weights } };
}

export type Model = ReturnType<typeof modelOf>;

export const gpt = modelOf({ architecture: 'transformer', heads: 2 });
export const llama = modelOf({ architecture: 'transformer', heads: 2, norm: 'rms', activation: 'swiglu' });

export function logits(model: Model, weights: DecodingWeights): readonly number[] {
  const decoder = decodingOf(model.definition).decoder(model.settings, vocabulary, weights);
  return tokens.flatMap((token) => [...decoder.step(token)]);
}

/** What the decoder gives each matrix of a layer. */
export function calibrationsOf(model: Model, weights: DecodingWeights): Readonly<Record<string, Calibration>> {
  const seen = new Map<string, number[]>();
  const watched = (name: string): DecodingMatrix => {
    const layer = layerOf(weights, name);
    const inputs: number[] = [];
    seen.set(name, inputs);
    return {
      bytes: 0,
      multiply(x, bias, y) {
        inputs.push(...x);
        layer.multiply(x, bias, y);
      },
      row: () => expect.unreachable(),
    };
  };
  const layers = model.parts.products.filter(({ inputsFirst }) => inputsFirst);
  logits(model, { ...weights, ...Object.fromEntries(layers.map(({ name }) => [name, watched(name)])) });
  return Object.fromEntries(
    [...seen].map(([name, inputs]) => [name, calibrationOf(Float32Array.from(inputs), inputs.length / tokens.length)]),
  );
}

export function made(
  model: Model,
  ...passes: readonly object[]
): { readonly recipe: Recipe; readonly model: CompressedModel } {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  const calibrations = calibrationsOf(model, model.parts.weights);
  return { recipe, model: finish(compress(recipe, model.parts, calibrations)) };
}

export const logitsAfter = (model: Model, ...passes: readonly object[]): readonly number[] =>
  logits(model, decodingWeights(made(model, ...passes).model));
