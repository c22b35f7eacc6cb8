/** Timings of products in progress, so that they can be cancelled. */
import type { CompressedModel } from '../domain/compression/recipe/compress.ts';
import type { Engine } from '../engine/backend/engine.ts';
import { breath } from '../engine/breath.ts';
import { measureSpeed } from '../engine/compress/speed/measureSpeed.ts';
import { shapesToTime } from '../engine/compress/speed/shapes.ts';
import type { Run } from '../engine/train/run.ts';
import type { SpeedReport } from '../protocol/execution.ts';
import type { Emit } from '../protocol/protocol.ts';

export interface Speeds {
  /** @param standstill does the work once no step is made */
  measure(
    run: { readonly runId: string; readonly run: Run },
    variant: CompressedModel | null,
    engine: Engine,
    standstill: <T>(work: () => Promise<T>) => Promise<T>,
  ): Promise<SpeedReport | null>;
  /** All that was asked for so far. */
  cancel(): void;
}

const tellEveryMs = 100;

export function speeds(emit: Emit): Speeds {
  const asked = new Set<{ cancelled: boolean }>();
  return {
    async measure({ runId, run: { session, stopped } }, variant, engine, standstill) {
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
        return job.cancelled || stopped();
      };
      try {
        return await standstill(() => measureSpeed({ engine, shapes: shapesToTime(session, variant), pause }));
      } finally {
        asked.delete(job);
      }
    },
    cancel: () => asked.forEach((job) => (job.cancelled = true)),
  };
}
