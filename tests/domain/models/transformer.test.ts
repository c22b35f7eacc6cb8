/** What the Transformer's settings come to: tensors, figures, contradictions and the exported configuration. */
import { describe, expect, test } from 'vitest';
import { validate } from '../../../src/domain/config/validate.ts';
import { defaultsOf } from '../../../src/domain/core/params.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { transformer, type TransformerSettings } from '../../../src/domain/models/transformer/definition.ts';

const settings = (changed: Partial<TransformerSettings>): TransformerSettings => ({
  ...defaultsOf(transformer.params),
  ...changed,
});

const llama = settings({ norm: 'rms', positions: 'rope', keyValueHeads: 2 });

test('shared keys, no biases of norms and no table of positions are that many weights less', () => {
  const count = (of: TransformerSettings): number => parameterCount(transformer.tensors(of, 65));
  const { layers, width, context } = llama;
  // Two of four heads are left, of keys and of values.
  const keys = layers * (width + 1) * width;
  const biases = (2 * layers + 1) * width;
  expect(count(settings({})) - count(llama)).toBe(keys + biases + context * width);
});

test('heads that all have keys of their own are the default, by either name', () => {
  const [zero, same] = [settings({}), settings({ keyValueHeads: 4 })];
  expect(transformer.tensors(same, 65)).toEqual(transformer.tensors(zero, 65));
  expect(transformer.trainingFlops(same, 65, 2, 8)).toBe(transformer.trainingFlops(zero, 65, 2, 8));
  expect(transformer.activationBytes(same, 65, 2, 8)).toBe(transformer.activationBytes(zero, 65, 2, 8));
  expect(transformer.exportConfig(same, 65)).toEqual(transformer.exportConfig(zero, 65));
});

test('figures fall with the weights that are gone', () => {
  const gone = llama.layers * llama.width * llama.width;
  const flops = (of: TransformerSettings): number => transformer.trainingFlops(of, 65, 2, 8);
  expect(flops(settings({})) - flops(llama)).toBe(6 * 2 * 8 * gone);
  const bytes = (of: TransformerSettings): number => transformer.activationBytes(of, 65, 2, 8);
  expect(bytes(settings({})) - bytes(llama)).toBe(4 * 2 * 8 * (llama.layers + 1) * llama.width);
});

describe('gates', () => {
  // 8·64/3 is 170.7, and the next multiple of 8 is 176.
  const [usual, gated] = [settings({ width: 64 }), settings({ width: 64, activation: 'swiglu' })];
  const { layers } = usual;
  const [inner, hidden] = [2 * 176 - 4 * 64, 176 - 4 * 64];

  test('are a third matrix, and all three are as large as two were', () => {
    const count = (of: TransformerSettings): number => parameterCount(transformer.tensors(of, 65));
    expect(count(gated) - count(usual)).toBe(layers * (64 * (inner + hidden) + inner));
    expect(count(gated) / count(usual)).toBeCloseTo(1, 1);
  });

  test('are counted in the figures', () => {
    const flops = (of: TransformerSettings): number => transformer.trainingFlops(of, 65, 2, 8);
    expect(flops(gated) - flops(usual)).toBe(6 * 2 * 8 * layers * 64 * (inner + hidden));
    const bytes = (of: TransformerSettings): number => transformer.activationBytes(of, 65, 2, 8);
    expect(bytes(gated) - bytes(usual)).toBe(4 * 2 * 8 * layers * (inner + hidden));
  });
});

test.each([
  ['gelu', 'gelu_new'],
  ['relu', 'relu'],
  ['relu2', 'relu2'],
] as const)('a GPT-2 with %s says so by the name that Hugging Face has for it', (activation, name) => {
  expect(transformer.exportConfig(settings({ activation }), 65)).toMatchObject({
    architectures: ['GPT2LMHeadModel'],
    activation_function: name,
  });
});

test.each([
  { norm: 'rms' },
  { positions: 'rope' },
  { positions: 'alibi' },
  { positions: 'none' },
  { keyValueHeads: 1 },
  { activation: 'swiglu' },
] as const)('with %o it is no GPT-2, and does not say so', (changed) => {
  expect(transformer.exportConfig(settings({}), 65)).toMatchObject({ architectures: ['GPT2LMHeadModel'] });
  const config = transformer.exportConfig(settings(changed), 65);
  expect(config).toMatchObject({ architectures: ['trimtab-transformer'], model_type: 'trimtab-transformer' });
  expect('rope_theta' in config).toBe('positions' in changed && changed.positions === 'rope');
});

describe('contradictions are repaired', () => {
  const repaired = (
    model: Readonly<Record<string, string | number>>,
  ): { readonly model: Readonly<Record<string, unknown>>; readonly paths: readonly string[] } => {
    const { config, problems } = validate({ model: { architecture: 'transformer', ...model } });
    expect(validate(config).problems).toEqual([]);
    return { model: config.model, paths: problems.map(({ path }) => path) };
  };

  test('heads of keys that do not divide the heads', () => {
    const { model, paths } = repaired({ heads: 4, keyValueHeads: 3 });
    expect(paths).toEqual(['model.keyValueHeads']);
    expect(4 % Number(model['keyValueHeads'])).toBe(0);
  });

  test('heads with an odd number of columns cannot be turned', () => {
    expect(repaired({ heads: 4, width: 12 }).paths).toEqual([]);
    const { model, paths } = repaired({ heads: 4, width: 12, positions: 'rope' });
    expect(paths).toEqual(['model.heads']);
    expect((12 / Number(model['heads'])) % 2).toBe(0);
  });

  test.each([9, 134, 1023])('a width of %i, which has only odd heads', (width) => {
    const { model } = repaired({ heads: 1, width, positions: 'rope' });
    expect((Number(model['width']) / Number(model['heads'])) % 2).toBe(0);
  });
});
