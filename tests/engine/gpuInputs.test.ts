/** Rounded inputs on the GPU, against the same rounding on typed arrays: by token and by matrix, bytes with bytes and others. */
import { describe, expect, test } from 'vitest';
import { decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { openGpuReader } from '../../src/engine/compress/gpu-decoding/openReader.ts';
import { stepProgram } from '../../src/engine/compress/gpu-decoding/program.ts';
import { compressedStepWeights } from '../../src/engine/compress/gpu-decoding/weights.ts';
import type { CompressedModel } from '../../src/domain/compression/recipe/compress.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';
import type { TokenReader } from '../../src/engine/generate.ts';
import { openDevice } from '../kernels/harness.ts';
import { relativeError } from '../kernels/numbers.ts';
import { gpt, llama, logits as onArrays, made, vocabulary, type Model } from './inputModels.ts';

const tokens = Array.from({ length: 24 }, (_, i) => (7 * i * i + 3) % vocabulary);
const tolerance = 1e-3;

async function logits(reader: TokenReader): Promise<number[]> {
  const all: number[] = [];
  reader.reset();
  for (const token of tokens) all.push(...(await reader.step(token)));
  return all;
}

async function onGpu({ definition, settings }: Model, model: CompressedModel): Promise<readonly number[]> {
  const machine = { device: await openDevice(), software: true, subgroups: false };
  const reader = await openGpuReader(machine, definition, settings, compressedStepWeights(model));
  if (!reader) throw new Error('it has no step');
  const found = await logits(reader);
  reader.dispose();
  return found;
}

const rtn = (bits: number) => ({ method: 'rtn', bits, granularity: 'row' });
const round = (per: 'token' | 'tensor', bits = 8) => ({ method: 'activations', per, bits });

describe.each([
  ['GPT', gpt],
  ['LLaMA', llama],
] as const)('%s', (_, model) => {
  test.each([
    ['bytes, a step for each token', [rtn(8), round('token')]],
    ['bytes, a step for each matrix', [rtn(8), round('tensor')]],
    ['6 bits, which lie there as bytes', [rtn(6), round('token')]],
    ['4 bits', [rtn(4), round('token')]],
    ['NF4', [{ method: 'nf4' }, round('tensor')]],
    ['f32', [round('token')]],
    ['low rank', [{ method: 'svd' }, round('token')]],
    ['inputs in 6 bits', [rtn(8), round('token', 6)]],
  ] as const)('%s', async (_name, passes) => {
    const { model: compressed } = made(model, ...passes);
    const found = await onGpu(model, compressed);
    expect(relativeError(found, onArrays(model, decodingWeights(compressed)))).toBeLessThan(tolerance);
    // Else this shows nothing.
    const plain = decodingWeights(compressed.map(({ inputs: _inputs, ...tensor }) => tensor));
    expect(relativeError(found, onArrays(model, plain))).toBeGreaterThan(tolerance);
  });
});

test('bytes meet bytes where the language has their product, and nothing else does', () => {
  const kernels = (integerDots: boolean, ...passes: readonly object[]): readonly string[] => {
    const weights = compressedStepWeights(made(gpt, ...passes).model);
    const decoding = decodingOf(gpt.definition);
    const { dispatches } = stepProgram(
      { software: true, subgroups: false, integerDots },
      weights,
      (ops) => decoding.decodingStep?.(ops, gpt.settings) ?? { buffer: '', length: 0 },
      32,
    );
    return dispatches.map(({ id }) => id);
  };
  const count = (ids: readonly string[], part: string): number => ids.filter((id) => id.startsWith(part)).length;
  // Four matrices in each of two layers.
  const whole = kernels(true, rtn(8), round('token'));
  expect([count(whole, 'quantize-rows'), count(whole, 'int8-gemv'), count(whole, 'round-row')]).toEqual([8, 8, 0]);
  const without = kernels(false, rtn(8), round('token'));
  expect([count(without, 'int8-gemv'), count(without, 'round-row')]).toEqual([0, 8]);
  const narrow = kernels(true, rtn(4), round('token'));
  expect([count(narrow, 'int8-gemv'), count(narrow, 'round-row')]).toEqual([0, 8]);
});
