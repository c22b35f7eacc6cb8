/** Cross-layer sharing in a recipe: what the layers compute with, what later passes do to all of them, and what is written. */
import { expect, test } from 'vitest';
import { finish } from '../../../../src/domain/compression/contract.ts';
import { outputError } from '../../../../src/domain/compression/calibration.ts';
import { blockOf } from '../../../../src/domain/compression/recipe/blocks.ts';
import { compress, decodeModel, matricesOf, modelBytes } from '../../../../src/domain/compression/recipe/compress.ts';
import { withCalibrations } from '../../../../src/domain/compression/recipe/pieces.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import { latentOf, trainedPieces } from '../../../../src/domain/compression/training/latent.ts';
import { decodeCompressed, encodeCompressed } from '../../../../src/domain/files/compressedFile.ts';
import { readTensors, writeTensors } from '../../../../src/domain/files/safetensors.ts';
import { decodingWeights } from '../../../../src/engine/compress/decodingWeights.ts';
import { thrownBy } from '../thrownBy.ts';
import { bytesOf, calibrationsOf, logits, made, modelOf, vocabulary, workedAfter } from './structuredModel.ts';
import { decodingOf } from '../../../../src/domain/models/decoders.ts';

const gpt = modelOf({ architecture: 'transformer', heads: 2, layers: 3 });
const share = { method: 'cross-layer' };
const roles = ['attn.c_attn', 'attn.c_proj', 'mlp.c_fc', 'mlp.c_proj'];
const named = (layer: number, role: string): string => `transformer.h.${layer}.${role}.weight`;
const original = (layer: number, role: string): Float32Array =>
  gpt.parts.weights[named(layer, role)] ?? new Float32Array();

test('pairs compute with the mean of their matrices, without calibration; the layer that is left over with its own', () => {
  const { recipe } = validateRecipe({ passes: [share], rest: 'f32' });
  const after = decodeModel(finish(compress(recipe, gpt.parts, {})));
  const expected = { ...gpt.parts.weights };
  for (const role of roles) {
    const [first, second] = [original(0, role), original(1, role)];
    const mean = first.map((value, i) => (value + (second[i] ?? NaN)) / 2);
    for (const layer of [0, 1]) expected[named(layer, role)] = mean;
  }
  expect(after).toEqual(expected);
  expect(logits(gpt, after)).not.toEqual(logits(gpt, gpt.parts.weights));
});

test('a file has what is shared once, and gives back the same model and the same sharing', () => {
  const { recipe, model } = made(gpt, [share]);
  const all = 4 * gpt.parts.specs.reduce((sum, { shape }) => sum + shape.reduce((a, b) => a * b, 1), 0);
  const block = 4 * roles.reduce((sum, role) => sum + original(0, role).length, 0);
  expect(modelBytes(model)).toBe(all - block);
  const bytes = encodeCompressed({ config: gpt.config, recipe, vocabulary, model });
  const held = Object.values(readTensors(bytes).tensors).reduce((sum, { data }) => sum + data.byteLength, 0);
  expect(held).toBe(modelBytes(model));
  const read = decodeCompressed(bytes);
  expect(decodeModel(read.model)).toEqual(decodeModel(model));
  expect(modelBytes(read.model)).toBe(modelBytes(model));
  expect(encodeCompressed(read)).toEqual(bytes);
});

test.each([
  ['a tensor that is none', 'nothing.weight'],
  ['a tensor of another size', named(0, 'mlp.c_fc')],
  ['itself', named(1, 'attn.c_attn')],
])('a file in which a tensor shares with %s is refused', (_, other) => {
  const { recipe, model } = made(gpt, [share]);
  const { tensors, metadata } = readTensors(encodeCompressed({ config: gpt.config, recipe, vocabulary, model }));
  const own = JSON.parse(metadata['compressed'] ?? '') as { headers: Record<string, unknown> };
  own.headers[named(1, 'attn.c_attn')] = { kind: 'shared', with: other };
  const damaged = writeTensors({ tensors, metadata: { ...metadata, compressed: JSON.stringify(own) } });
  expect(thrownBy(() => decodeCompressed(damaged))).toMatchObject({ code: 'bad-checkpoint' });
});

test('later passes work on the one matrix, for the inputs of all who share it', () => {
  const { model } = made(gpt, [share, { method: 'gptq', bits: 3 }, { method: 'wanda', sparsity: 0.5 }]);
  const after = decodeModel(model);
  for (const role of roles) expect(after[named(1, role)]).toEqual(after[named(0, role)]);
  expect(after[named(2, 'mlp.c_fc')]).not.toEqual(after[named(0, 'mlp.c_fc')]);
  // E‖ΔW x‖² over the inputs of both is the mean of both errors.
  const calibrations = calibrationsOf(gpt);
  const name = named(0, 'attn.c_attn');
  const [first, second] = [calibrations[name], calibrations[named(1, 'attn.c_attn')]];
  const [one] = withCalibrations(workedAfter(gpt, [share]), calibrations);
  const calibration = one?.pieces[0].calibration;
  if (!one || !first || !second || !calibration) throw new Error(`${name} is not calibrated`);
  const { matrix } = one.pieces[0];
  const zeros = new Float32Array(matrix.values.length);
  const [own, other, both] = [first, second, calibration].map((inputs) => outputError(matrix, zeros, inputs));
  expect(both).toBeCloseTo(((own ?? NaN) + (other ?? NaN)) / 2, 10);
  expect(workedAfter(gpt, [share])[0]?.pieces[0].calibration).toEqual(calibration);
});

test('a pass that names one of a pair is for both', () => {
  const only = { method: 'rtn', bits: 4, only: 'h.1.mlp.c_fc' };
  const after = decodeModel(made(gpt, [share, only]).model);
  expect(after[named(0, 'mlp.c_fc')]).toEqual(after[named(1, 'mlp.c_fc')]);
  expect(new Set(after[named(0, 'mlp.c_fc')]).size).toBeLessThan(32 * 128);
  expect(bytesOf(made(gpt, [share, only]).model, named(2, 'mlp.c_fc'))).toBe(4 * 32 * 128);
});

test('what is shared is one matrix in memory', () => {
  const weights = decodingWeights(made(gpt, [share]).model);
  expect(weights[named(1, 'mlp.c_fc')]).toBe(weights[named(0, 'mlp.c_fc')]);
  const shared = decodingOf(gpt.definition).decoder(gpt.settings, vocabulary, weights).weightBytes;
  const whole = decodingOf(gpt.definition).decoder(gpt.settings, vocabulary, gpt.parts.weights).weightBytes;
  expect(whole - shared).toBe(4 * roles.reduce((sum, role) => sum + original(0, role).length, 0));
});

test('training has one tensor for those who share, and gives it to both', () => {
  const worked = workedAfter(gpt, [share, { method: 'svd', fraction: 0.5 }]);
  const { specs, values, matrices } = latentOf(worked, gpt.parts.specs, gpt.parts.weights);
  const layers = new Set(specs.flatMap(({ name }) => (name.endsWith('.right') ? [blockOf(name)] : [])));
  expect(layers).toEqual(new Set([0, 2]));
  expect(matrices).toHaveLength(12);
  const moved = Object.fromEntries(Object.entries(values).map(([name, own]) => [name, own.map((value) => value + 1)]));
  const after = new Map(trainedPieces(worked, moved, null).map((one) => [one.name, one]));
  for (const role of roles) {
    expect(after.get(named(1, role))?.pieces).toEqual(after.get(named(0, role))?.pieces);
    expect(after.get(named(1, role))?.sharedWith).toBe(named(0, role));
  }
});

test('layers that are gone do not share', () => {
  const { model } = made(gpt, [{ method: 'layers', share: 0.4, by: 'last' }, share]);
  const after = decodeModel(model);
  expect(after[named(2, 'mlp.c_fc')]?.every((value) => value === 0)).toBe(true);
  expect(after[named(1, 'mlp.c_fc')]).toEqual(after[named(0, 'mlp.c_fc')]);
});

test('recurrent layers of one shape share, too', () => {
  const lstm = modelOf({ architecture: 'lstm' });
  expect(matricesOf(lstm.parts, {}).length).toBeGreaterThan(2);
  const shared = made(lstm, [share]).model.filter(({ sharedWith }) => sharedWith !== undefined);
  expect(shared.length).toBeGreaterThan(0);
});

test.each([
  ['a model of one layer', modelOf({ architecture: 'transformer', heads: 2, layers: 1 }), {}, 'passes.0.method'],
  ['one matrix', gpt, { only: 'h.0.mlp.c_fc' }, 'passes.0.method'],
  ['a layer that there is not', gpt, { from: 'layer', layer: 5 }, 'passes.0.layer'],
] as const)('%s is refused, with the place', (_, model, own, path) => {
  const { problems } = thrownBy(() => made(model, [{ ...share, ...own }]));
  expect(problems.map((problem) => problem.path)).toEqual([path]);
});
