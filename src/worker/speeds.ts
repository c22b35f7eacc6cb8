/** Timings of products and trials of caches in progress, so that they can be cancelled. */
import type { CompressedModel } from '../domain/compression/recipe/compress.ts';
import { resolve } from '../domain/config/resolve.ts';
import { decodingOf } from '../domain/models/decoders.ts';
import type { CacheBits } from '../domain/models/decoding/cache.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { breath } from '../engine/breath.ts';
import { measureCache } from '../engine/compress/measureCache.ts';
import type { OpenedDecoder } from '../engine/compress/openDecoder.ts';
import { measureSpeed } from '../engine/compress/speed/measureSpeed.ts';
import { shapesToTime } from '../engine/compress/speed/shapes.ts';
import type { Run } from '../engine/train/run.ts';
import type { TrainingSession } from '../engine/train/trainingSession.ts';
import type { CacheReport, DecodingMachine, SpeedReport } from '../protocol/execution.ts';
import type { Emit } from '../protocol/protocol.ts';

interface Subject {
  readonly runId: string;
  readonly run: Run;
}

export type Opener = (bits: CacheBits) => Promise<OpenedDecoder>;

type Standstill = <T>(work: () => Promise<T>) => Promise<T>;

export interface Speeds {
  /** @param standstill does the work once no step is made */
  products(
    of: Subject,
    variant: CompressedModel | null,
    engine: Engine,
    standstill: Standstill,
  ): Promise<SpeedReport | null>;
  /** @param open a variant, on the machine that it writes on; null for the model itself */
  caches(
    of: Subject,
    variantId: number | null,
    open: Opener | null,
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
    caches: (of, variantId, open, standstill) =>
      cancellable(of, standstill, async (pause) => {
        const { session } = of.run;
        const { config, data } = session;
        const { definition, settings } = resolve(config).model;
        const opened = open ?? (await ownOpener(session));
        let machine: DecodingMachine = 'arrays';
        const decoder = async (bits: CacheBits): Promise<OpenedDecoder> => {
          const reader = await opened(bits);
          machine = reader.machine;
          return reader;
        };
        const batches = [...data.validation(1, data.window(definition.context(settings)), rowsRead)];
        const trials = await measureCache({ decoder, batches, pause });
        const tokens = batches.reduce((sum, { targets }) => sum + targets.filter((target) => target >= 0).length, 0);
        return trials && { variantId, machine, tokens, trials };
      }),
    cancel: () => asked.forEach((job) => (job.cancelled = true)),
  };
}

/** The model itself, from weights that are read once; it always writes on typed arrays. */
async function ownOpener(session: TrainingSession): Promise<Opener> {
  const { definition, settings } = resolve(session.config).model;
  const weights = await session.evaluatedWeights();
  const vocabulary = session.data.tokenizer.size;
  return async (bits) => ({
    ...decodingOf(definition).decoder(settings, vocabulary, weights, bits),
    machine: 'arrays',
  });
}
