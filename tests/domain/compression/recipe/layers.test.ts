/** Layers in a recipe: what stays computes what the model without them does, to the last bit, and a file has nothing of them. */
import { describe, expect, test } from 'vitest';
import { encodedBytes } from '../../../../src/domain/compression/encodings/index.ts';
import { keepLayers } from '../../../../src/domain/compression/pruners/structured/layers.ts';
import { blockOf } from '../../../../src/domain/compression/recipe/blocks.ts';
import { decodeModel, matricesOf } from '../../../../src/domain/compression/recipe/compress.ts';
import { latentOf, trainedPieces } from '../../../../src/domain/compression/training/latent.ts';
import { decodeCompressed, encodeCompressed } from '../../../../src/domain/files/compressedFile.ts';
import { thrownBy } from '../thrownBy.ts';
import { bytesOf, logits, made, modelOf, vocabulary, workedAfter } from './structuredModel.ts';

const four = { architecture: 'transformer', heads: 2, layers: 4 };
const gpt = modelOf(four);
const pattern = /^(transformer\.h\.)(\d+)(\..*)$/;
const rises = [0.4, -0.01, 0.2, 0.1];
const measured = new Map([[0, { withoutLayer: new Map(rises.entries()) }]]);

describe.each([
  ['GPT-2', {}],
  ['near and normed', { queryKeyNorm: true, window: 3, tiedHead: false, positions: 'sinusoidal' }],
  ['later forms', { norm: 'rms', positions: 'rope', activation: 'swiglu', keyValueHeads: 1, dropout: 0.1 }],
])('%s', (_, settings) => {
  const model = modelOf({ ...four, ...settings });
  const smaller = modelOf({ ...four, ...settings, layers: 2 });
  test.each([
    ['measured', [1, 0, 1, 0], { by: 'measured' }],
    ['last', [1, 1, 0, 0], { by: 'last' }],
  ])('%s', (_by, kept, by) => {
    const { model: compressed } = made(model, [{ method: 'layers', share: 0.5, ...by }], measured);
    const shallow = keepLayers(model.parts.weights, pattern, Uint8Array.from(kept));
    expect(logits(model, decodeModel(compressed))).toEqual(logits(smaller, shallow));
  });
});

test('blocks whose sums are normed cannot be passed by, and the pass says so', () => {
  const post = modelOf({ ...four, normPlace: 'post' });
  const passes = [{ method: 'layers', share: 0.5, by: 'last' }];
  expect(thrownBy(() => made(post, passes))).toMatchObject({
    code: 'bad-config',
    problems: [{ path: 'passes.0.method' }],
  });
});

const half = { method: 'layers', share: 0.5, by: 'last' };

test('a file has a bit for every line of what is gone, and loads back', () => {
  const { recipe, model } = made(gpt, [half]);
  const gone = model.filter(({ spec }) => (blockOf(spec.name) ?? 0) > 1);
  expect(gone).toHaveLength(2 * 12);
  for (const { spec, encoding } of gone) {
    const lines = [encoding.rows, encoding.columns];
    expect(encodedBytes(encoding), spec.name).toBe(lines.reduce((sum, count) => sum + Math.ceil(count / 8), 0));
  }
  const read = decodeCompressed(encodeCompressed({ config: gpt.config, recipe, vocabulary, model }));
  expect(decodeModel(read.model)).toEqual(decodeModel(model));
});

test('later passes leave what is gone alone, and change the rest', () => {
  const { model } = made(gpt, [half, { method: 'gptq', bits: 4 }]);
  const name = (layer: number): string => `transformer.h.${layer}.attn.c_attn.weight`;
  expect(bytesOf(model, name(3))).toBe((96 + 32) / 8);
  expect(bytesOf(model, name(0))).toBeLessThan((96 * 32 * 6) / 8);
  const again = made(gpt, [half, half]).model;
  expect(bytesOf(again, name(1))).toBe((96 + 32) / 8);
  expect(bytesOf(again, name(0))).toBe(4 * 96 * 32);
});

test('training starts from zeros in all tensors of what is gone, and gives its matrices back as they were', () => {
  const worked = workedAfter(gpt, [half]);
  const { values, specs } = latentOf(worked, gpt.parts.specs, gpt.parts.weights);
  for (const { name } of specs) {
    expect(
      values[name]?.every((value) => value === 0),
      name,
    ).toBe((blockOf(name) ?? 0) > 1);
  }
  const moved = Object.fromEntries(Object.entries(values).map(([name, own]) => [name, own.map((value) => value + 1)]));
  const after = trainedPieces(worked, moved, null);
  expect(after.filter(({ gone }) => gone)).toEqual(worked.filter(({ gone }) => gone));
  expect(worked.filter(({ gone }) => gone)).toHaveLength(8);
});

test('only the blocks all of whose matrices are named may go', () => {
  const of = (layer: number): string[] =>
    matricesOf(gpt.parts, {}).flatMap(({ name }) => (blockOf(name) === layer ? [name] : []));
  const only = [...of(0), ...of(1), ...of(3).slice(1)].join(' ');
  const { model } = made(gpt, [{ ...half, only }]);
  const gone = model.filter(({ encoding }) => encoding.kind === 'masked').map(({ spec }) => blockOf(spec.name));
  expect(new Set(gone)).toEqual(new Set([1]));
});

test.each([
  ['a model without a residual stream', modelOf({ architecture: 'lstm' }), {}],
  ['a stream to which a recurrence is added', modelOf({ architecture: 'min-gru' }), {}],
  ['half of a block', gpt, { only: 'h.0.attn.c_attn h.0.attn.c_proj' }],
] as const)('%s is refused, with the place', (_, model, own) => {
  const { problems } = thrownBy(() => made(model, [{ ...half, ...own }]));
  expect(problems.map(({ path }) => path)).toEqual(['passes.0.method']);
});
