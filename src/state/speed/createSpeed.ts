/** Has the products of the run's model timed; what was found goes with the run, whose shapes it is about. */
import { reportOf } from '../../domain/core/errors.ts';
import type { SpeedRequest } from '../../protocol/execution.ts';
import type { Context } from '../context.ts';
import { isCrash } from '../engine.ts';
import { isHeld } from '../run/runState.ts';
import { initialSpeed, type SpeedActions, type SpeedState } from './contract.ts';

export interface Speed {
  readonly actions: SpeedActions;
  readonly dispose: () => void;
}

export function createSpeed({ environment, store, get, patch }: Context): Speed {
  const { client } = environment;

  const stops = [
    client.on('speed.progress', ({ runId, share }) => {
      if (get().speed.progress !== null && runId === get().run.runId) patch('speed', { progress: share });
    }),
    store.subscribe(({ run }, { run: before }) => {
      const gone = run.runId !== before.runId || (run.phase !== before.phase && !isHeld(run.phase));
      const { report, cache, error } = get().speed;
      if (gone && (report !== null || cache !== null || error !== null)) {
        patch('speed', { report: null, cache: null, error: null });
      }
    }),
  ];

  async function measured(
    measuring: NonNullable<SpeedState['measuring']>,
    ask: (request: SpeedRequest) => Promise<Partial<SpeedState>>,
  ): Promise<void> {
    const { run, speed, compression } = get();
    const { runId } = run;
    if (runId === null || !isHeld(run.phase) || speed.progress !== null) return;
    patch('speed', { progress: 0, measuring, error: null });
    try {
      const found = await ask({ runId, variantId: compression.selectedId });
      if (get().run.runId === runId) patch('speed', found);
    } catch (thrown) {
      if (!isCrash(thrown) && get().run.runId === runId) {
        patch('speed', { error: { ...reportOf(thrown), what: measuring } });
      }
    } finally {
      patch('speed', { progress: initialSpeed.progress, measuring: initialSpeed.measuring });
    }
  }

  return {
    actions: {
      measure: () =>
        measured('products', async (request) => {
          const report = await client.request('speed.measure', request);
          return report === null ? {} : { report };
        }),
      measureCache: () =>
        measured('caches', async (request) => {
          const cache = await client.request('cache.measure', request);
          return cache === null ? {} : { cache };
        }),
      async cancel() {
        const { run, speed } = get();
        if (run.runId === null || speed.progress === null) return;
        await client.request('speed.cancel', { runId: run.runId }).catch(() => undefined);
      },
    },
    dispose: () => stops.forEach((stop) => stop()),
  };
}
