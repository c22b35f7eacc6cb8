/** Timings of products and trials of caches in progress, so that they can be cancelled. */
import type { CompressedModel } from '../domain/compression/recipe/compress.ts';
import { resolve } from '../domain/config/resolve.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { Decoder } from '../domain/models/contract.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { breath } from '../engine/breath.ts';
import { decodingWeights } from '../engine/compress/decodingWeights.ts';
import { measureCache } from '../engine/compress/measureCache.ts';
import { measureSpeed } from '../engine/compress/speed/measureSpeed.ts';
import { shapesToTime } from '../engine/compress/speed/shapes.ts';
import type { Run } from '../engine/train/run.ts';
import type { CacheReport, SpeedReport } from '../protocol/execution.ts';
import type { Emit } from '../protocol/protocol.ts';
import { decodingOf } from '../domain/models/decoders.ts';

interface Subject {
  readonly runId: string;
  readonly run: Run;
}

type Standstill = <T>(work: () => Promise<T>) => Promise<T>;

export interface Speeds {
  /** @param standstill does the work once no step is made */
  products(
    of: Subject,
    variant: CompressedModel | null,
    engine: Engine,
    standstill: Standstill,
  ): Promise<SpeedReport | null>;
  caches(
    of: Subject,
    variantId: number | null,
    variant: CompressedModel | null,
    standstill: Standstill,
  ): Promise<CacheReport | null>;
  /** All that was asked for so far. */
  cancel(): void;
}

const tellEveryMs = 100;
/** Of held-out text, each a context long. */
const rowsRead = 8;

export function speeds(emit: Emit): Speeds {
  const asked = new Set<{ cancelled: boolean }>();

  async function cancellable<T>(
    { runId, run }: Subject,
    standstill: Standstill,
    work: (pause: (share: number) => Promise<boolean>) => Promise<T>,
  ): Promise<T> {
    const job = { cancelled: false };
    asked.add(job);
    let told = -Infinity;
    const pause = async (share: number): Promise<boolean> => {
      const now = performance.now();
      if (now > told + tellEveryMs) {
        told = now;
        emit('speed.progress', { runId, share });
      }
      await breath();
      return job.cancelled || run.stopped();
    };
    try {
      return await standstill(() => work(pause));
    } finally {
      asked.delete(job);
    }
  }

  return {
    products: (of, variant, engine, standstill) =>
      cancellable(of, standstill, (pause) =>
        measureSpeed({ engine, shapes: shapesToTime(of.run.session, variant), pause }),
      ),
    caches: (of, variantId, variant, standstill) =>
      cancellable(of, standstill, async (pause) => {
        const { session } = of.run;
        const { config, data } = session;
        const { definition, settings } = resolve(config).model;
        const weights = variant ? decodingWeights(variant) : await session.evaluatedWeights();
        const decoder = (bits: CacheBits): Decoder =>
          decodingOf(definition).decoder(settings, data.tokenizer.size, weights, bits);
        const batches = [...data.validation(1, data.window(definition.context(settings)), rowsRead)];
        // What keeps no keys and values has nothing to be kept in few bits.
        const trials = decodingOf(definition).decodingStep ? await measureCache({ decoder, batches, pause }) : [];
        const tokens = batches.reduce((sum, { targets }) => sum + targets.filter((target) => target >= 0).length, 0);
        return trials && { variantId, tokens, trials };
      }),
    cancel: () => asked.forEach((job) => (job.cancelled = true)),
  };
}
