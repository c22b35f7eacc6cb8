/** Keys and values in few bits on the GPU, against the same bits on typed arrays: logits, bytes, and what a trial says. */
import { describe, expect, test } from 'vitest';
import type { TokenBatch } from '../../src/domain/data/contract.ts';
import { cacheWidths, type CacheBits } from '../../src/domain/models/decoding/cache.ts';
import { decodingWeights } from '../../src/engine/compress/decodingWeights.ts';
import { openGpuReader } from '../../src/engine/compress/gpu-decoding/openReader.ts';
import type { GpuReader } from '../../src/engine/compress/gpu-decoding/reader.ts';
import { compressedStepWeights } from '../../src/engine/compress/gpu-decoding/weights.ts';
import { measureCache } from '../../src/engine/compress/measureCache.ts';
import type { TokenReader } from '../../src/engine/generate.ts';
import { openDevice } from '../kernels/harness.ts';
import { relativeError } from '../kernels/numbers.ts';
import { made, recipes, subjects, vocabulary, type Made } from './compressedModels.ts';

/** Past the context, so that what was kept is read again and rings go round. */
const tokens = Array.from({ length: 16 }, (_, i) => (5 * i * i + 2) % vocabulary);
const tolerance = 1e-3;
const recipe = recipes['4 bits in groups, int8 tables'];
const narrow = [8, 4, 2] as const;

async function logits(reader: TokenReader): Promise<number[]> {
  const all: number[] = [];
  reader.reset();
  for (const token of tokens) all.push(...(await reader.step(token)));
  return all;
}

async function onGpu({ definition, settings, model }: Made, bits: CacheBits): Promise<GpuReader> {
  const machine = { device: await openDevice(), software: true, subgroups: false };
  const reader = await openGpuReader(machine, definition, settings, compressedStepWeights(model), bits);
  if (!reader) throw new Error('it has no step');
  return reader;
}

const transformers = Object.entries(subjects).filter(([, { architecture }]) => architecture === 'transformer');

describe.each(transformers)('%s', (_, subject) => {
  test.each(narrow)('%i bits: the logits of typed arrays, and not those of f32', async (bits) => {
    const all = made(subject, recipe);
    const reader = await onGpu(all, bits);
    const found = await logits(reader);
    const weights = decodingWeights(all.model);
    expect(relativeError(found, await logits(all.decoder(weights, bits)))).toBeLessThan(tolerance);
    // Else this shows nothing.
    expect(relativeError(found, await logits(all.decoder(weights, 32)))).toBeGreaterThan(bits === 8 ? 1e-5 : tolerance);
    reader.dispose();
  });
});

test('bytes are those of the buffers: codes in whole words, a scale and a minimum for each head of each row', async () => {
  // 24 features of 2 heads in 12 rows, once for keys and once for values.
  const all = made(subjects['LLaMA-like'] ?? never(), recipe);
  const heads = 2 * 12 * 2;
  const readers = await Promise.all(cacheWidths.map((bits) => onGpu(all, bits)));
  expect(readers.map(({ cacheBytes }) => cacheBytes)).toEqual([
    heads * 4 * 24,
    heads * (8 + 24),
    heads * (8 + 12),
    heads * (8 + 8),
  ]);
  const onArrays = cacheWidths.map((bits) => all.decoder(decodingWeights(all.model), bits).cacheBytes);
  // Bytes there, words here: 6 bytes of codes become 8.
  expect(onArrays).toEqual([heads * 4 * 24, heads * (8 + 24), heads * (8 + 12), heads * (8 + 6)]);
  for (const reader of readers) reader.dispose();
});

test('a trial on the GPU says what one on typed arrays says, and gives back what it held', async () => {
  const all = made(subjects['LLaMA-like'] ?? never(), recipe);
  const time = 10;
  const token = (i: number): number => (5 * i * i + 3 * i + 1) % vocabulary;
  const batch: TokenBatch = {
    inputs: Int32Array.from({ length: 2 * time }, (_, i) => token(i)),
    targets: Int32Array.from({ length: 2 * time }, (_, i) => token(i + 1)),
    size: 2,
    time,
  };
  let open = 0;
  const asked = { batches: [batch], pause: async () => false };
  const found = await measureCache({
    ...asked,
    async decoder(bits) {
      const reader = await onGpu(all, bits);
      open++;
      return {
        ...reader,
        dispose() {
          reader.dispose();
          open--;
        },
      };
    },
  });
  expect(open).toBe(0);
  const expected = await measureCache({ ...asked, decoder: (bits) => all.decoder(decodingWeights(all.model), bits) });
  expect(found?.map(({ bits }) => bits)).toEqual(cacheWidths);
  for (const [i, { lossNats, cacheBytes }] of (found ?? []).entries()) {
    expect(Math.abs(lossNats - (expected?.[i]?.lossNats ?? NaN))).toBeLessThan(tolerance);
    expect(cacheBytes).toBeLessThan(found?.[i - 1]?.cacheBytes ?? Infinity);
  }
});

function never(): never {
  throw new Error('there is no such model');
}
