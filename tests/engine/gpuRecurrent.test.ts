/** Recurrent models, and one that sees a window, that write on the GPU from packed matrices, against typed arrays; states begin anew and never end. */
import { describe, expect, test } from 'vitest';
import type { CacheBits } from '../../src/domain/models/decoding/cache.ts';
import { decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { openGpuReader } from '../../src/engine/compress/gpu-decoding/openReader.ts';
import type { GpuReader } from '../../src/engine/compress/gpu-decoding/reader.ts';
import {
  compressedStepWeights,
  denseStepWeights,
  type StepWeights,
} from '../../src/engine/compress/gpu-decoding/weights.ts';
import type { TokenReader } from '../../src/engine/generate.ts';
import { openDevice } from '../kernels/harness.ts';
import { relativeError } from '../kernels/numbers.ts';
import { made, recipes, subjects, vocabulary, type Made, type Subject } from './compressedModels.ts';

/** Past the context, at which nothing is read again. */
const tokens = Array.from({ length: 20 }, (_, i) => (5 * i * i + 2) % vocabulary);
const tolerance = 1e-3;

async function logits(reader: TokenReader): Promise<number[]> {
  const all: number[] = [];
  reader.reset();
  for (const token of tokens) all.push(...(await reader.step(token)));
  return all;
}

async function onGpu({ definition, settings }: Made, weights: StepWeights, bits?: CacheBits): Promise<GpuReader> {
  const machine = { device: await openDevice(), software: true, subgroups: false };
  const reader = await openGpuReader(machine, definition, settings, weights, bits);
  if (!reader) throw new Error('it has no step');
  return reader;
}

const { lstm = never(), gru = never() } = subjects;
const recurrent: Readonly<Record<string, Subject>> = {
  lstm,
  gru,
  rnn: { architecture: 'rnn', settings: { layers: 2, width: 32, context: 12 } },
  'min-gru': { architecture: 'min-gru', settings: { layers: 2, width: 32, context: 12 } },
  hybrid: { architecture: 'hybrid', settings: { layers: 2, attentionEvery: 2, heads: 4, width: 32, context: 12 } },
  'hybrid, near': {
    architecture: 'hybrid',
    settings: { layers: 2, attentionEvery: 2, heads: 2, width: 32, context: 12, window: 5 },
  },
  mlp: { architecture: 'mlp', settings: { history: 5, width: 12, hidden: 40, context: 12 } },
  'mlp, one token': { architecture: 'mlp', settings: { history: 1, width: 12, hidden: 40, context: 12 } },
};

describe.each(Object.entries(recurrent))('%s', (_, subject) => {
  test.each(['4 bits in groups, int8 tables', 'low rank, then 8 bits'])('%s', async (recipe) => {
    const all = made(subject, recipes[recipe]);
    const reader = await onGpu(all, compressedStepWeights(all.model));
    const found = await logits(reader);
    expect(relativeError(found, await logits(all.decoder(decodingWeights(all.model))))).toBeLessThan(tolerance);
    // A second text begins with states of zeros.
    expect(await logits(reader)).toEqual(found);
    reader.dispose();
  });

  test('dense', async () => {
    const all = made(subject, { passes: [], rest: 'f32' });
    const { specs, weights, products } = all.parts;
    const reader = await onGpu(all, denseStepWeights(specs, weights, products));
    expect(relativeError(await logits(reader), await logits(all.decoder(weights)))).toBeLessThan(tolerance);
    reader.dispose();
  });
});

test('what is remembered is of one size, and a cache in few bits is that of the blocks of attention', async () => {
  const bytesOf = async (subject: Subject, bits: CacheBits): Promise<number> => {
    const all = made(subject, recipes['nf4']);
    const reader = await onGpu(all, compressedStepWeights(all.model), bits);
    reader.dispose();
    return reader.cacheBytes;
  };
  // Hidden states and cells of two layers; hidden states of one.
  expect(await bytesOf(lstm, 32)).toBe(4 * 2 * 2 * 32);
  expect(await bytesOf(gru, 4)).toBe(4 * 32);
  const { hybrid = never(), mlp = never() } = recurrent;
  // The rows of five tokens.
  expect(await bytesOf(mlp, 32)).toBe(4 * 5 * 12);
  expect(await bytesOf(hybrid, 32)).toBe(4 * 32 + 2 * 12 * 4 * 32);
  expect(await bytesOf(hybrid, 4)).toBe(4 * 32 + 2 * 12 * 4 * (8 + 4));
});

test('a hybrid with a cache in few bits writes what typed arrays write', async () => {
  const all = made(recurrent['hybrid, near'] ?? never(), recipes['nf4']);
  const reader = await onGpu(all, compressedStepWeights(all.model), 4);
  const found = await logits(reader);
  const weights = decodingWeights(all.model);
  expect(relativeError(found, await logits(all.decoder(weights, 4)))).toBeLessThan(tolerance);
  expect(relativeError(found, await logits(all.decoder(weights, 32)))).toBeGreaterThan(tolerance);
  reader.dispose();
});

function never(): never {
  throw new Error('there is no such model');
}
