/** Starts the worker that measures; the page knows the engine by this address only. */
export const spawnWorker = (): Worker =>
  new Worker(new URL('./worker/benchWorker.ts', import.meta.url), { type: 'module', name: 'trimtab-bench' });
