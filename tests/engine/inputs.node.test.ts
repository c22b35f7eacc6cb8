/** Passes about activations on whole models: folds change nothing, rounding changes what it should, and files keep it. */
import { describe, expect, test } from 'vitest';
import { decodeModel, type CompressedModel } from '../../src/domain/compression/recipe/compress.ts';
import { decodeCompressed, encodeCompressed } from '../../src/domain/files/compressedFile.ts';
import { readTensors, writeTensors } from '../../src/domain/files/safetensors.ts';
import { decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { layersOf } from '../../src/engine/compress/layers.ts';
import { withRoundedInputs } from '../../src/engine/compress/roundedInputs.ts';
import { thrownBy } from '../domain/compression/thrownBy.ts';
import { relativeError } from '../kernels/numbers.ts';
import { calibrationsOf, gpt, llama, logits, logitsAfter, made, modelOf, vocabulary } from './inputModels.ts';

const outliers = { method: 'outliers', channels: 3, size: 30 };
const smooth = { method: 'smooth-quant' };
const activations = { method: 'activations' };
const rtn = { method: 'rtn', bits: 8, granularity: 'row', symmetric: true };
const name = 'transformer.h.1.mlp.c_fc.weight';

describe.each(Object.entries({ gpt, llama }))('%s', (_, model) => {
  const original = logits(model, model.parts.weights);
  const folds: readonly (readonly [string, readonly object[]])[] = [
    ['outliers', [outliers]],
    ['SmoothQuant', [smooth]],
    ['SmoothQuant after outliers', [outliers, smooth]],
    ['outliers for one norm', [{ ...outliers, only: 'h.1.mlp.c_fc' }]],
  ];

  test.each(folds)('%s: the logits are the same, the weights are not', (_name, passes) => {
    expect(relativeError(logitsAfter(model, ...passes), original)).toBeLessThan(1e-5);
    const decoded = decodeModel(made(model, ...passes).model);
    expect(relativeError(decoded[name] ?? [], model.parts.weights[name] ?? [])).toBeGreaterThan(0.01);
    expect(decoded['transformer.h.1.mlp.c_proj.weight']).toEqual(
      model.parts.weights['transformer.h.1.mlp.c_proj.weight'],
    );
  });

  test.each([
    ['pruning', { method: 'magnitude', sparsity: 0.5 }],
    ['low rank', { method: 'svd', fraction: 0.6 }],
  ])('after %s a fold changes nothing either', (_name, before) => {
    expect(relativeError(logitsAfter(model, before, smooth), logitsAfter(model, before))).toBeLessThan(1e-5);
  });

  test('rounded inputs cost more the fewer bits there are, and next to nothing with plenty', () => {
    const [most, ...fewer] = [8, 6, 4].map((bits) =>
      relativeError(logitsAfter(model, { ...activations, bits }), original),
    );
    expect(most).toBeGreaterThan(1e-5);
    expect(most).toBeLessThan(0.02);
    expect(fewer[0]).toBeGreaterThan(2 * (most ?? 0));
    expect(fewer[1]).toBeGreaterThan(2 * (fewer[0] ?? 0));
    const plenty = Object.fromEntries(
      model.parts.products.filter(({ inputsFirst }) => inputsFirst).map((of) => [of.name, { bits: 22, scale: null }]),
    );
    const exact = logits(model, withRoundedInputs(model.parts.weights, plenty));
    expect(relativeError(exact, original)).toBeLessThan(1e-5);
  });

  test('outliers ruin W8A8, and SmoothQuant mends it', () => {
    const error = (...passes: readonly object[]): number => relativeError(logitsAfter(model, ...passes), original);
    const hurt = error(outliers, activations, rtn);
    expect(hurt).toBeGreaterThan(3 * error(activations, rtn));
    expect(error(outliers, smooth, activations, rtn)).toBeLessThan(hurt / 3);
  });

  test('a fold is told as no error of the matrix', () => {
    const { model: compressed } = made(model, outliers, smooth);
    const { weights } = model.parts;
    const layers = layersOf(compressed, weights, decodeModel(compressed), calibrationsOf(model, weights));
    for (const { weightError, outputError } of layers) {
      expect(weightError).toBeLessThan(1e-6);
      expect(outputError ?? 0).toBeLessThan(1e-5);
    }
    const rounded = made(model, outliers, smooth, { ...rtn, bits: 4 }).model;
    const inner = layersOf(rounded, weights, decodeModel(rounded), calibrationsOf(model, weights)).find(
      (of) => of.name === name,
    );
    expect(inner?.outputError).toBeGreaterThan(0.01);
    expect(inner?.outputError).toBeLessThan(0.3);
  });
});

test('outliers are where they are said to be', () => {
  const { weights } = gpt.parts;
  const decoded = decodeModel(made(gpt, outliers).model);
  for (const norm of ['ln_1.weight', 'ln_1.bias', 'ln_2.weight', 'ln_2.bias'].map((of) => `transformer.h.0.${of}`)) {
    const grown = [...(weights[norm] ?? [])].map((value, i) => Math.round((decoded[norm]?.[i] ?? NaN) / value));
    expect(grown).toEqual(Array.from({ length: 32 }, (_, i) => ([5, 16, 26].includes(i) ? 30 : 1)));
  }
  expect(decoded['transformer.ln_f.weight']).toEqual(weights['transformer.ln_f.weight']);
});

test('activations change no weight, and are for the matrices that are named', () => {
  const { model } = made(gpt, { ...activations, bits: 6, only: 'h.0.mlp.c_fc h.1.mlp.c_fc' });
  expect(decodeModel(model)).toEqual(gpt.parts.weights);
  expect(model.flatMap(({ spec, inputs }) => (inputs ? [[spec.name, inputs]] : []))).toEqual(
    [0, 1].map((layer) => [`transformer.h.${layer}.mlp.c_fc.weight`, { bits: 6, scale: null }]),
  );
});

test('a scale for all tokens is that of the largest input, and follows a fold', () => {
  const fixed = { ...activations, per: 'tensor' };
  const scaleIn = (model: CompressedModel): number =>
    model.find(({ spec }) => spec.name === name)?.inputs?.scale ?? NaN;
  const { peak = new Float32Array() } = calibrationsOf(gpt, gpt.parts.weights)[name] ?? {};
  expect(scaleIn(made(gpt, fixed).model)).toBe(Math.fround(Math.max(...peak) / 127));
  expect(scaleIn(made(gpt, fixed, outliers).model)).toBeCloseTo(scaleIn(made(gpt, outliers, fixed).model), 7);
  // Nothing of the calibration text is clipped, so that it is little worse than scales of every token.
  const original = logits(gpt, gpt.parts.weights);
  expect(relativeError(logitsAfter(gpt, fixed), original)).toBeLessThan(0.05);
});

describe('a file', () => {
  const { recipe, model } = made(gpt, outliers, smooth, { ...activations, per: 'tensor' }, rtn);
  const bytes = encodeCompressed({ config: gpt.config, recipe, vocabulary, model });

  test('says how inputs are rounded, and gives the same logits to the last bit', () => {
    const read = decodeCompressed(bytes);
    expect(read.recipe).toEqual(recipe);
    expect(read.model.map(({ inputs }) => inputs)).toEqual(model.map(({ inputs }) => inputs));
    expect(logits(gpt, decodingWeights(read.model))).toEqual(logits(gpt, decodingWeights(model)));
  });

  const { tensors, metadata } = readTensors(bytes);
  const own = JSON.parse(metadata['compressed'] ?? '') as { readonly inputs: Readonly<Record<string, object>> };
  test.each([
    ['no table', []],
    ['no bits', { [name]: { scale: null } }],
    ['a bit', { [name]: { bits: 1, scale: null } }],
    ['half a bit', { [name]: { bits: 4.5, scale: null } }],
    ['a scale below zero', { [name]: { bits: 8, scale: -1 } }],
    ['a scale that is text', { [name]: { bits: 8, scale: '1' } }],
    ['a tensor that is no layer', { 'transformer.wte.weight': { bits: 8, scale: null } }],
    ['a tensor that is not there', { nobody: { bits: 8, scale: null } }],
  ])('with %s is refused', (_, inputs) => {
    const damaged = writeTensors({
      tensors,
      metadata: { ...metadata, compressed: JSON.stringify({ ...own, inputs }) },
    });
    expect(thrownBy(() => decodeCompressed(damaged))).toMatchObject({ code: 'bad-checkpoint' });
  });
});

const lstm = modelOf({ architecture: 'lstm' });
const recurrent = lstm.parts.products.filter((product) => product.recurrent).map((product) => product.name);

test('recurrent layers stay as they are, and the head beside them does not', () => {
  const rounded = made(lstm, activations).model.flatMap(({ spec, inputs }) => (inputs ? [spec.name] : []));
  expect(recurrent.length).toBe(4);
  expect(rounded.length).toBe(1);
  expect(recurrent).not.toContain(rounded[0]);
});

test.each([
  ['SmoothQuant without norms', lstm, [smooth]],
  ['outliers without norms', lstm, [outliers]],
  ['SmoothQuant for matrices that no norm precedes', gpt, [{ ...smooth, only: 'h.0.mlp.c_proj' }]],
  ['activations of recurrent layers', lstm, [{ ...activations, only: recurrent.join(' ') }]],
])('%s is refused, with the place', (_, model, passes) => {
  expect(thrownBy(() => made(model, ...passes)).problems.map(({ path }) => path)).toEqual(['passes.0.method']);
});
