/** A compressed model's file as the worker's checkpoint: the weights are those that its bytes stand for. */
import { expect, test } from 'vitest';
import { finish } from '../../src/domain/compression/contract.ts';
import { compress, decodeModel } from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import { decodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { encodeCompressed } from '../../src/domain/files/compressedFile.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { openCompressed } from '../../src/lab/compressedModel.ts';
import { planEvaluation } from '../../src/lab/plan.ts';

const config = presetConfig('first-names');
const vocabulary = 30;
const { definition, settings } = resolve(config).model;
const specs = definition.tensors(settings, vocabulary);
const { recipe } = validateRecipe({ passes: [{ method: 'rtn', bits: 3 }] });
const parts = { specs, weights: initialWeights(specs, 3), products: productsOf(definition, settings, vocabulary) };
const model = finish(compress(recipe, parts, {}));
/** As Node reads it from a disk. */
const file = Buffer.from(encodeCompressed({ config, recipe, vocabulary, model }));

test('opens with the experiment and the weights of the file', () => {
  const opened = openCompressed(file);
  if (!opened.ok) throw new Error(opened.message);
  expect(opened.recipe).toEqual(recipe);
  const { weights, state } = decodeCheckpoint(opened.checkpoint);
  const decoded = decodeModel(model);
  expect(Object.keys(weights)).toEqual(specs.map(({ name }) => name));
  for (const { name, shape } of specs) expect(weights[name]).toEqual({ shape, data: decoded[name] });
  expect(state).toEqual({});
  expect(opened.parameters).toBe(specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0));
  expect(planEvaluation({ checkpoint: opened.checkpoint, text: null })).toMatchObject({ ok: true, config });
});

test('a damaged file is refused in one line', () => {
  const opened = openCompressed(file.subarray(0, -5));
  expect(opened).toMatchObject({ ok: false, message: expect.stringMatching(/^[^\n]+$/) });
});
