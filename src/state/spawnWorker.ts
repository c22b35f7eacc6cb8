/** The one place that makes workers. The page knows the engine by this address only. */
import type { WorkerLike } from './client.ts';

export const spawnWorker = (): WorkerLike =>
  new Worker(new URL('../worker/main.ts', import.meta.url), { type: 'module', name: 'trimtab-engine' });
