/**
 * What keeping keys and values in few bits costs: held-out text is read token by token with a cache of every width, each
 * token predicted from what the cache holds of those before it.
 */
import { logSumExp } from '../../domain/metrics/logSumExp.ts';
import type { TokenBatch } from '../../domain/data/contract.ts';
import { cacheWidths, type CacheBits } from '../../domain/models/decoding/cache.ts';
import type { CacheTrial } from '../../protocol/execution.ts';
import type { TokenReader } from '../generate.ts';

export interface CachedReader extends TokenReader {
  readonly cacheBytes: number;
}

export interface CacheOptions {
  readonly decoder: (bits: CacheBits) => Promise<CachedReader> | CachedReader;
  /** Rows that are read, each from the beginning. */
  readonly batches: readonly TokenBatch[];
  /** Called every few tokens with the share that is done; true gives up. */
  readonly pause: (share: number) => Promise<boolean>;
}

/** Null if it was given up; empty where nothing is kept in few bits, because no keys and values are. */
export async function measureCache({ decoder, batches, pause }: CacheOptions): Promise<readonly CacheTrial[] | null> {
  const readers: CachedReader[] = [];
  try {
    for (const bits of cacheWidths) readers.push(await decoder(bits));
    const [plain] = readers;
    if (readers.every(({ cacheBytes }) => cacheBytes === plain?.cacheBytes)) return [];
    return await readBy(readers, batches, pause);
  } finally {
    for (const reader of readers) reader.dispose?.();
  }
}

async function readBy(
  readers: readonly CachedReader[],
  batches: CacheOptions['batches'],
  pause: CacheOptions['pause'],
): Promise<readonly CacheTrial[] | null> {
  const sums = cacheWidths.map(() => ({ nats: 0, ms: 0 }));
  const all = batches.reduce((sum, { inputs }) => sum + inputs.length, 0);
  let counted = 0;
  let read = 0;
  for (const { inputs, targets, size, time } of batches) {
    for (let row = 0; row < size; row++) {
      for (const reader of readers) reader.reset();
      for (let t = row * time; t < (row + 1) * time; t++) {
        const target = targets[t] ?? -1;
        if (target >= 0) counted++;
        for (const [i, reader] of readers.entries()) {
          const sum = sums[i] ?? { nats: 0, ms: 0 };
          const startedAt = performance.now();
          const given = reader.step(inputs[t] ?? 0);
          const logits = given instanceof Promise ? await given : given;
          sum.ms += performance.now() - startedAt;
          if (target >= 0) sum.nats += logSumExp(logits) - (logits[target] ?? NaN);
        }
        if (read++ % 8 === 0 && (await pause(read / all))) return null;
      }
    }
  }
  return cacheWidths.map((bits, i) => ({
    bits,
    lossNats: (sums[i]?.nats ?? NaN) / counted,
    cacheBytes: readers[i]?.cacheBytes ?? NaN,
    msPerToken: (sums[i]?.ms ?? NaN) / all,
  }));
}
