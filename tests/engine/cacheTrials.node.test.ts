/** What a cache in few bits costs: the loss at 32 bits is that of the logits, and it can be given up. */
import { expect, test } from 'vitest';
import type { TokenBatch } from '../../src/domain/data/contract.ts';
import { logSumExp } from '../../src/domain/metrics/logSumExp.ts';
import { cacheWidths, type CacheBits } from '../../src/domain/models/decoding/cache.ts';
import type { Decoder } from '../../src/domain/models/contract.ts';
import { measureCache } from '../../src/engine/compress/measureCache.ts';
import { made, subjects, vocabulary } from './compressedModels.ts';
import { decodingOf } from '../../src/domain/models/decoders.ts';

const { definition, settings, parts } = made(subjects['transformer'] ?? { architecture: 'lstm', settings: {} }, {
  passes: [],
  rest: 'f32',
});
const decoder = (bits: CacheBits): Decoder => decodingOf(definition).decoder(settings, vocabulary, parts.weights, bits);

const time = 12;
const token = (i: number): number => (5 * i * i + 3 * i + 1) % vocabulary;
/** Two rows; the first two targets of each do not count. */
const batch: TokenBatch = {
  inputs: Int32Array.from({ length: 2 * time }, (_, i) => token(i)),
  targets: Int32Array.from({ length: 2 * time }, (_, i) => (i % time < 2 ? -1 : token(i + 1))),
  size: 2,
  time,
};

test('the loss is that of the logits of a decoder, and caches are told with their bytes', async () => {
  const shares: number[] = [];
  const trials = await measureCache({
    decoder,
    batches: [batch],
    pause: async (share) => {
      shares.push(share);
      return false;
    },
  });
  const reader = decoder(32);
  let nats = 0;
  for (let i = 0; i < 2 * time; i++) {
    if (i % time === 0) reader.reset();
    const logits = reader.step(batch.inputs[i] ?? 0);
    if (i % time >= 2) nats += logSumExp(logits) - (logits[batch.targets[i] ?? 0] ?? NaN);
  }
  expect(trials?.[0]?.lossNats).toBeCloseTo(nats / (2 * (time - 2)), 10);
  expect(trials?.map(({ bits }) => bits)).toEqual(cacheWidths);
  expect(trials?.map(({ cacheBytes }) => cacheBytes)).toEqual(cacheWidths.map((bits) => decoder(bits).cacheBytes));
  const off = trials?.map(({ lossNats }) => Math.abs(lossNats - (trials[0]?.lossNats ?? NaN))) ?? [];
  expect(off[1]).toBeLessThan(off[3] ?? NaN);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.at(-1)).toBeLessThanOrEqual(1);
});

test('where no keys and values are kept, there is nothing to be kept in few bits', async () => {
  const recurrent = made(subjects['gru'] ?? { architecture: 'lstm', settings: {} }, { passes: [], rest: 'f32' });
  const state = (bits: CacheBits): Decoder => recurrent.decoder(recurrent.parts.weights, bits);
  expect(await measureCache({ decoder: state, batches: [batch], pause: async () => false })).toEqual([]);
});

test('it can be given up', async () => {
  expect(await measureCache({ decoder, batches: [batch], pause: async () => true })).toBeNull();
});

test('logSumExp does not overflow', () => {
  expect(logSumExp(Float32Array.of(1000, 1000))).toBeCloseTo(1000 + Math.LN2, 6);
  expect(logSumExp(Float32Array.of(-1000, 0))).toBeCloseTo(0, 10);
});
