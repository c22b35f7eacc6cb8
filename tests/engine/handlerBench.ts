/** The worker's handlers over the real engine, with what they tell. */
import { expect, onTestFinished } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { BackendId, EventName, Events, Handlers, RunPhase } from '../../src/protocol/protocol.ts';
import type { Storage } from '../../src/storage/contract.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { createHandlers, type HandlerParts } from '../../src/worker/handlers.ts';

type Heard = { [N in EventName]: { readonly name: N; readonly payload: Events[N] } }[EventName];

export interface Bench {
  readonly handlers: Handlers;
  readonly heard: Heard[];
  of<N extends EventName>(name: N): Events[N][];
  until(condition: () => boolean): Promise<void>;
  phase(): RunPhase | undefined;
}

export const runId = 'run-1';

export function bench(storage: Storage = memoryStorage(null), parts: Partial<HandlerParts> = {}): Bench {
  const heard: Heard[] = [];
  const handlers = createHandlers({
    emit: (name, payload) => heard.push({ name, payload } as Heard),
    load: () => Promise.reject(new Error('no corpus is needed here')),
    openStorage: () => Promise.resolve(storage),
    ...parts,
  });
  const of = <N extends EventName>(name: N): Events[N][] =>
    heard.flatMap((event) => (event.name === name ? [event.payload as Events[N]] : []));
  return {
    handlers,
    heard,
    of,
    async until(condition) {
      const deadline = performance.now() + 40_000;
      while (!condition()) {
        if (performance.now() > deadline)
          throw new Error(
            `waited in vain; heard ${heard
              .slice(-5)
              .map(({ name }) => name)
              .join()}`,
          );
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    },
    phase: () => of('run.status').at(-1)?.phase,
  };
}

export const small = (overrides: Record<string, Record<string, number | string>> = {}): ExperimentConfig => {
  const { config, problems } = validate({
    data: { corpus: 'copy', ...overrides['data'] },
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 64, ...overrides['model'] },
    optimizer: { method: 'adamw', learningRate: 0.005, ...overrides['optimizer'] },
    regularization: { ...overrides['regularization'] },
    training: { steps: 60, batchSize: 4, evalEvery: 10, evalWindows: 8, ...overrides['training'] },
  });
  expect(problems).toEqual([]);
  return config;
};

export const start = async (at: Bench, backend: BackendId, config: ExperimentConfig, resume = false): Promise<void> => {
  await at.handlers['engine.start']({ choice: backend, precision: 'f32' });
  await at.handlers['run.start']({ runId, config, ownText: null, resume, paused: false });
};

/** Stops its run, if it has one, and forgets what was heard. */
export async function rest({ handlers, heard }: Bench): Promise<void> {
  await handlers['run.stop']({ runId }).catch(() => null);
  heard.length = 0;
}

/** For one test, after which its run is stopped: a run that went on would take the time and the backend of the others. */
export const open = (storage?: Storage): Bench => {
  const at = bench(storage);
  onTestFinished(() => rest(at));
  return at;
};
