/** Small Transformers for passes that remove units, their recipes on calibration data made up, and what they compute. */
import { expect } from 'vitest';
import { calibrationOf } from '../../../../src/domain/compression/calibration.ts';
import { finish, type Calibration } from '../../../../src/domain/compression/contract.ts';
import { encodedBytes } from '../../../../src/domain/compression/encodings/index.ts';
import { compress, matricesOf, onePass } from '../../../../src/domain/compression/recipe/compress.ts';
import type { CompressedModel, MeasuredPasses } from '../../../../src/domain/compression/recipe/compress.ts';
import type { Weights } from '../../../../src/domain/models/contract.ts';
import type { Worked } from '../../../../src/domain/compression/recipe/pieces.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { validate } from '../../../../src/domain/config/validate.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { productsOf } from '../../../../src/domain/models/products.ts';
import { decodingOf } from '../../../../src/domain/models/decoders.ts';

export const vocabulary = 11;
const tokens = 20;

export function modelOf(given: Readonly<Record<string, unknown>>) {
  const { config } = validate({ model: { layers: 2, width: 32, context: 8, ...given } });
  const { definition, settings } = resolve(config).model;
  const specs = definition.tensors(settings, vocabulary);
  const initial = initialWeights(specs, 5);
  // Biases are zero at first, and must not be where a test is about them.
  const weights = Object.fromEntries(
    specs.map(({ name }, at) => {
      const values = initial[name] ?? new Float32Array();
      return [name, name.endsWith('.bias') ? values.map((_, i) => 0.1 * gaussian(9, at, i)) : values.map((v) => 3 * v)];
    }),
  );
  const parts = { specs, products: productsOf(definition, settings, vocabulary), weights };
  return { config, definition, settings, parts };
}

export type Model = ReturnType<typeof modelOf>;

/** [tokens, columns], what goes into the matrix at this place among all. */
export const inputsOf = (at: number, columns: number): Float32Array =>
  Float32Array.from({ length: tokens * columns }, (_, i) => gaussian(17, at, i) * (1 + (i % columns) / 8));

export const calibrationsOf = ({ parts }: Model): Readonly<Record<string, Calibration>> =>
  Object.fromEntries(
    matricesOf(parts, {}).map(({ name, original: { columns } }, at) => [
      name,
      calibrationOf(inputsOf(at, columns), columns),
    ]),
  );

export function made(model: Model, passes: readonly object[], measured?: MeasuredPasses) {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  return { recipe, model: finish(compress(recipe, model.parts, calibrationsOf(model), measured)) };
}

/** The matrices after passes that need nothing measured. */
export function workedAfter(model: Model, passes: readonly object[]): readonly Worked[] {
  const { recipe } = validateRecipe({ passes });
  return recipe.passes.reduce(
    (worked, pass, at) => finish(onePass(pass, at, worked, new Map())),
    matricesOf(model.parts, calibrationsOf(model)),
  );
}

export const bytesOf = (model: CompressedModel, name: string): number =>
  model.reduce((sum, { spec, encoding }) => sum + (spec.name === name ? encodedBytes(encoding) : 0), 0);

export function logits(model: Model, weights: Weights<Float32Array>): readonly number[] {
  const decoder = decodingOf(model.definition).decoder(model.settings, vocabulary, weights);
  return [3, 1, 4, 1, 5].flatMap((token) => [...decoder.step(token)]);
}
