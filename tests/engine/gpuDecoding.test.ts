/** Models that write on the GPU, dense and compressed, against decoding on typed arrays after everything was decoded. */
import { describe, expect, test } from 'vitest';
import { decodeModel } from '../../src/domain/compression/recipe/compress.ts';
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

describe.each(transformers)('%s', (_, subject) => {
  test.each(Object.entries(recipes))('%s', async (_name, recipe) => {
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
    // The tied head lies on the device, and its rows are looked up beside it.
    const table = parts.weights['transformer.wte.weight']?.byteLength ?? NaN;
    expect(dense.weightBytes).toBe(onArrays.weightBytes + table);
    expect(dense.cacheBytes).toBe(onArrays.cacheBytes);
    expect(packed.weightBytes).toBeLessThan(dense.weightBytes / 2);
    dense.dispose();
    packed.dispose();
  });
});

test('a recurrent model is left to typed arrays', async () => {
  const { definition, settings, model } = made(subjects['lstm'] ?? never(), recipes['nf4']);
  const machine = { device: await openDevice(), software: true, subgroups: false };
  expect(await openGpuReader(machine, definition, settings, compressedStepWeights(model))).toBeNull();
});

function never(): never {
  throw new Error('there is no such model');
}
