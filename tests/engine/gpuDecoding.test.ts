/** Models that write on the GPU, dense and compressed, against decoding on typed arrays after everything was decoded. */
import { describe, expect, test } from 'vitest';
import { finish } from '../../src/domain/compression/contract.ts';
import { compress, decodeModel } from '../../src/domain/compression/recipe/compress.ts';
import { validateRecipe } from '../../src/domain/compression/recipe/validateRecipe.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { productsOf } from '../../src/domain/models/products.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { GpuMachine } from '../../src/engine/compress/executionGpu.ts';
import { measureAlone, measureDecoding } from '../../src/engine/compress/measureDecoding.ts';
import { openDecoder } from '../../src/engine/compress/openDecoder.ts';
import type { TokenReader } from '../../src/engine/generate.ts';
import { openGpuReader } from '../../src/engine/compress/gpu-decoding/openReader.ts';
import { compressedStepWeights, denseStepWeights } from '../../src/engine/compress/gpu-decoding/weights.ts';
import { openDevice } from '../kernels/harness.ts';
import { relativeError } from '../kernels/numbers.ts';
import { made, recipes, subjects, vocabulary } from './compressedModels.ts';

/** Past the context, so that what was kept is read again. */
const tokens = Array.from({ length: 16 }, (_, i) => (5 * i * i + 2) % vocabulary);
const tolerance = 1e-3;

async function logits(reader: TokenReader): Promise<number[]> {
  const all: number[] = [];
  reader.reset();
  for (const token of tokens) all.push(...(await reader.step(token)));
  return all;
}

const transformers = Object.entries(subjects).filter(([, { architecture }]) => architecture === 'transformer');
/** Every kind of product once with one model, because every pair of shape and format is compiled. */
const recipesFor = (name: string): readonly string[] =>
  name === 'transformer' ? Object.keys(recipes) : ['3 bits per row', 'low rank, then 8 bits'];

describe.each(transformers)('%s', (name, subject) => {
  test.each(recipesFor(name))('%s', async (recipeName) => {
    const recipe = recipes[recipeName];
    const { definition, settings, model, decoder } = made(subject, recipe);
    const device = await openDevice();
    const machine = { device, software: true, subgroups: false };
    const reader = await openGpuReader(machine, definition, settings, compressedStepWeights(model));
    if (!reader) throw new Error('it has no step');
    expect(relativeError(await logits(reader), await logits(decoder(decodeModel(model))))).toBeLessThan(tolerance);
    reader.dispose();
  });

  test('dense, and told what it holds', async () => {
    const { definition, settings, parts, model, decoder } = made(subject, recipes['4 bits in groups, int8 tables']);
    const device = await openDevice();
    const machine = { device, software: false, subgroups: false };
    const weights = denseStepWeights(parts.specs, parts.weights, parts.products);
    const dense = await openGpuReader(machine, definition, settings, weights);
    const packed = await openGpuReader(machine, definition, settings, compressedStepWeights(model));
    if (!dense || !packed) throw new Error('it has no step');
    const onArrays = decoder(parts.weights);
    expect(relativeError(await logits(dense), await logits(onArrays))).toBeLessThan(tolerance);
    // A tied head lies on the device, and its rows are looked up beside it.
    const tied = settings['tiedHead'] === true;
    const table = tied ? (parts.weights['transformer.wte.weight']?.byteLength ?? NaN) : 0;
    expect(dense.weightBytes).toBe(onArrays.weightBytes + table);
    expect(dense.cacheBytes).toBe(onArrays.cacheBytes);
    expect(packed.weightBytes).toBeLessThan(dense.weightBytes / 2);
    dense.dispose();
    packed.dispose();
  });
});

test('both machines are timed, the faster one is told, and what was held is given back', async () => {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 16 },
  });
  expect(problems).toEqual([]);
  const text = 'what is packed is read as it lies. '.repeat(20);
  const data = createTextSource(character.build(text, {}), text.slice(0, 500), text.slice(500));
  const { definition, settings } = resolve(config).model;
  const tensors = definition.tensors(settings, data.tokenizer.size);
  const weights = initialWeights(tensors, 3);
  const products = productsOf(definition, settings, data.tokenizer.size);
  const { recipe } = validateRecipe({ passes: [{ method: 'rtn', bits: 4 }], rest: 'int8' });
  const model = finish(compress(recipe, { specs: tensors, weights, products }, {}));
  const machine = { device: await openDevice(), software: true, subgroups: false } as GpuMachine;
  const shares: number[] = [];
  const figures = await measureDecoding({ config, data, tensors }, weights, model, machine, async (share) => {
    shares.push(share);
    return false;
  });
  // On a software adapter, whose every token crosses from one thread to another, loops are faster.
  expect(figures).toMatchObject({ machine: 'arrays', decoded: [] });
  expect(figures?.after.weightBytes).toBeLessThan((figures?.before.weightBytes ?? NaN) / 2);
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
  expect(await measureDecoding({ config, data, tensors }, weights, model, machine, async () => true)).toBeNull();
  // Of a model that was opened compressed there is nothing else to be timed.
  const alone = await measureAlone({ config, data }, model, machine, async () => false);
  expect(alone).toMatchObject({ machine: 'arrays', decoded: [] });
  expect(alone?.before).toEqual(alone?.after);
  expect(await measureAlone({ config, data }, model, machine, async () => true)).toBeNull();
  const opened = await openDecoder({ config, data }, model, { machine }, 4);
  // Keys and values of sixteen positions in two heads of eight.
  expect(opened).toMatchObject({ machine: 'webgpu', cacheBytes: 2 * 16 * 2 * (8 + 4) });
  opened.dispose?.();
  expect(await openDecoder({ config, data }, model, null, 4)).toMatchObject({ machine: 'arrays' });
});

test.each(['transformer', 'LLaMA-like'])(
  '%s without half of its neurons multiplies what stays of them',
  async (name) => {
    const { definition, settings, model, decoder } = made(subjects[name] ?? never(), {
      passes: [{ method: 'neurons', share: 0.5 }],
      rest: 'f32',
    });
    const machine = { device: await openDevice(), software: true, subgroups: false };
    const reader = await openGpuReader(machine, definition, settings, compressedStepWeights(model));
    if (!reader) throw new Error('it has no step');
    expect(relativeError(await logits(reader), await logits(decoder(decodeModel(model))))).toBeLessThan(tolerance);
    const whole = model.map(({ spec, encoding }) => ({ spec, bytes: 4 * encoding.rows * encoding.columns }));
    const ofNeurons = whole.filter(({ spec }) => spec.name.includes('.mlp.') && spec.shape.length === 2);
    const saved = ofNeurons.reduce((sum, { bytes }) => sum + bytes / 2, 0);
    const table = whole.find(({ spec }) => spec.name === 'transformer.wte.weight')?.bytes ?? NaN;
    // The tied head lies on the device, and its rows are looked up beside it. Where lines stand costs a word for each.
    const dense = whole.reduce((sum, { bytes }) => sum + bytes, table);
    expect(reader.weightBytes).toBeLessThan(dense - 0.85 * saved);
    reader.dispose();
  },
);

test('a table of logits, where nothing is multiplied, is left to typed arrays', async () => {
  const { definition, settings, model } = made({ architecture: 'bigram', settings: { context: 12 } }, recipes['nf4']);
  const machine = { device: await openDevice(), software: true, subgroups: false };
  expect(await openGpuReader(machine, definition, settings, compressedStepWeights(model))).toBeNull();
});

function never(): never {
  throw new Error('there is no such model');
}
