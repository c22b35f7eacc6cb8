/** Neurons in a recipe: the same lines as the structured pruner's, no trace of them in what is computed, and small files. */
import { describe, expect, test } from 'vitest';
import { finish } from '../../../../src/domain/compression/contract.ts';
import { encodedBytes } from '../../../../src/domain/compression/encodings/index.ts';
import { turned } from '../../../../src/domain/compression/numeric/turned.ts';
import { neuronFamily } from '../../../../src/domain/compression/pruners/structured/families.ts';
import { rowNorms } from '../../../../src/domain/compression/pruners/structured/importance.ts';
import { keepImportant, maskUnits } from '../../../../src/domain/compression/pruners/structured/units.ts';
import { compress, decodeModel, matricesOf } from '../../../../src/domain/compression/recipe/compress.ts';
import type { CompressedModel } from '../../../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../../../src/domain/config/resolve.ts';
import { validate } from '../../../../src/domain/config/validate.ts';
import { decodeCompressed, encodeCompressed } from '../../../../src/domain/files/compressedFile.ts';
import { initialWeights } from '../../../../src/domain/models/initialize.ts';
import { productsOf } from '../../../../src/domain/models/products.ts';
import { thrownBy } from '../thrownBy.ts';
import { decodingOf } from '../../../../src/domain/models/decoders.ts';

const modelOf = (settings: Readonly<Record<string, unknown>>) => {
  const { config } = validate({ model: { layers: 2, width: 32, context: 8, ...settings } });
  const { definition, settings: own } = resolve(config).model;
  const specs = definition.tensors(own, 11);
  const parts = { specs, products: productsOf(definition, own, 11), weights: initialWeights(specs, 5) };
  return { config, definition, settings: own, parts };
};
const gpt = modelOf({ architecture: 'transformer', heads: 2 });

function made(model: ReturnType<typeof modelOf>, ...passes: readonly object[]) {
  const { recipe, problems } = validateRecipe({ passes, rest: 'f32' });
  expect(problems).toEqual([]);
  return { recipe, model: finish(compress(recipe, model.parts, {})) };
}

const [into, outOf, bias] = ['c_fc.weight', 'c_proj.weight', 'c_fc.bias'].map((name) => `transformer.h.0.mlp.${name}`);
const nameOf = (name: string | undefined): string => name ?? '';

function logits(model: ReturnType<typeof modelOf>, weights: ReturnType<typeof decodeModel>): readonly number[] {
  const decoder = decodingOf(model.definition).decoder(model.settings, 11, weights);
  return [3, 1, 4, 1, 5].flatMap((token) => [...decoder.step(token)]);
}

test('the matrices are those that masking the units of the layer makes', () => {
  const after = decodeModel(made(gpt, { method: 'neurons', share: 0.4 }).model);
  const original = Object.fromEntries(matricesOf(gpt.parts, {}).map((one) => [one.name, one.original]));
  const [inner, outer] = [original[nameOf(into)], original[nameOf(outOf)]];
  if (!inner || !outer) throw new Error('there is no feed-forward layer');
  const family = neuronFamily(inner.rows, { into: nameOf(into), bias: nameOf(bias), outOf: nameOf(outOf) });
  const tensors = { [nameOf(into)]: inner, [nameOf(outOf)]: outer };
  const masked = maskUnits(tensors, family, keepImportant(rowNorms(inner), 0.4));
  for (const name of [into, outOf].map(nameOf)) {
    const expected = masked[name];
    if (!expected) throw new Error(`no ${name}`);
    expect(after[name]).toEqual(turned(expected).values);
  }
});

describe.each(['gelu', 'relu', 'swiglu'])('%s', (activation) => {
  const model = modelOf({ architecture: 'transformer', heads: 2, activation });
  const { model: compressed } = made(model, { method: 'neurons', share: 0.5 });
  const after = decodeModel(compressed);

  test('a removed neuron has no say: whatever its bias is, the logits are the same to the last bit', () => {
    const inner = after[nameOf(into)] ?? new Float32Array();
    const units = inner.length / 32;
    const dead = Array.from({ length: units }, (_, unit) => unit).filter((unit) => {
      return Array.from({ length: 32 }, (_unused, input) => inner[input * units + unit]).every((value) => value === 0);
    });
    expect(dead).toHaveLength(units / 2);
    const changed = { ...after, [nameOf(bias)]: (after[nameOf(bias)] ?? new Float32Array()).slice() };
    for (const unit of dead) (changed[nameOf(bias)] ?? [])[unit] = 100;
    expect(logits(model, changed)).toEqual(logits(model, after));
    expect(logits(model, after)).not.toEqual(logits(model, model.parts.weights));
  });
});

const bytesOf = (model: CompressedModel, name: string | undefined): number =>
  model.reduce((sum, { spec, encoding }) => sum + (spec.name === name ? encodedBytes(encoding) : 0), 0);

test('a file has the lines that stay and a bit for every line', () => {
  const { recipe, model } = made(gpt, { method: 'neurons', share: 0.25 });
  expect(bytesOf(model, into)).toBe(4 * 96 * 32 + (128 + 32) / 8);
  expect(bytesOf(model, outOf)).toBe(4 * 96 * 32 + (128 + 32) / 8);
  const read = decodeCompressed(encodeCompressed({ config: gpt.config, recipe, vocabulary: 11, model }));
  expect(decodeModel(read.model)).toEqual(decodeModel(model));
  const quantised = made(gpt, { method: 'neurons', share: 0.25 }, { method: 'rtn', bits: 4, symmetric: true }).model;
  // Codes of what stays; scales are those of the whole.
  expect(bytesOf(quantised, into)).toBe((4 * 96 * 32) / 8 + 2 * 128 + (128 + 32) / 8);
});

test('what was pruned before stays so, and then a bit for every weight says where', () => {
  const { model } = made(gpt, { method: 'magnitude', sparsity: 0.5 }, { method: 'neurons', share: 0.25 });
  const kept = (decodeModel(model)[nameOf(into)] ?? []).filter((value) => value !== 0).length;
  expect(kept).toBeLessThan((128 * 32) / 2);
  expect(bytesOf(model, into)).toBe(4 * kept + (128 * 32) / 8);
});

test.each([
  ['a model without a feed-forward layer', modelOf({ architecture: 'lstm' }), [{ method: 'neurons' }]],
  ['one matrix of the two', gpt, [{ method: 'neurons', only: 'h.0.mlp.c_fc' }]],
  ['matrices that are products already', gpt, [{ method: 'svd', fraction: 0.5 }, { method: 'neurons' }]],
] as const)('%s is refused, with the place', (_, model, passes) => {
  const { problems } = thrownBy(() => made(model, ...passes));
  expect(problems.map(({ path }) => path)).toEqual([`passes.${passes.length - 1}.method`]);
});
