/** Measures one backend after another, each in a worker of its own; ending that worker is how a measurement is cancelled. */
import { TrimtabError } from '../domain/core/errors.ts';
import type { BenchBackend, BenchEvent, BenchRequest } from './contract.ts';
import type { Plan } from './plan.ts';
import { begunBackend, initialState, withEvent, type BenchState } from './state.ts';

export type BenchWorker = Pick<Worker, 'postMessage' | 'terminate' | 'addEventListener'>;

export interface Runner {
  readonly state: () => BenchState;
  readonly subscribe: (listener: () => void) => () => void;
  readonly start: () => Promise<void>;
  readonly cancel: () => void;
}

const isLast = (event: BenchEvent): boolean =>
  event.kind === 'end' || (event.kind === 'failure' && event.work === null);

/** Resolves when the worker has nothing more to tell. */
function listen(worker: BenchWorker, request: BenchRequest, onEvent: (event: BenchEvent) => void): Promise<void> {
  return new Promise((resolve) => {
    const take = (event: BenchEvent): void => {
      onEvent(event);
      if (isLast(event)) resolve();
    };
    worker.addEventListener('message', ({ data }: MessageEvent<BenchEvent>) => take(data));
    worker.addEventListener('error', ({ message }: ErrorEvent) => {
      const error = new TrimtabError('worker-crashed', { message: message ?? '' });
      take({ kind: 'failure', work: null, error: error.report() });
    });
    worker.postMessage(request, []);
  });
}

export function createRunner(plan: Plan, spawn: () => BenchWorker, now: () => number): Runner {
  let state = initialState;
  let stopping = new AbortController();
  const listeners = new Set<() => void>();
  const set = (next: BenchState): void => {
    state = next;
    for (const listener of listeners) listener();
  };

  async function measure(backend: BenchBackend, { signal }: AbortController): Promise<void> {
    set(begunBackend(state, plan, backend, now()));
    const worker = spawn();
    const told = listen(worker, { backend, works: plan.works }, (event) =>
      set(withEvent(state, plan, backend, event, now())),
    );
    const cancelled = new Promise((resolve) => signal.addEventListener('abort', resolve));
    await Promise.race([told, cancelled]);
    worker.terminate();
  }

  return {
    state: () => state,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async start() {
      if (state.phase === 'running') return;
      const current = new AbortController();
      stopping = current;
      set({ ...initialState, phase: 'running', startedAt: now() });
      for (const backend of plan.backends) {
        if (!current.signal.aborted) await measure(backend, current);
      }
      set({ ...state, phase: current.signal.aborted ? 'cancelled' : 'done', progress: null });
    },
    cancel: () => stopping.abort(),
  };
}
