/** Checkpoints in IndexedDB, written by the worker, whole or not at all. */
import type { CheckpointStore } from './contract.ts';
import { type Database, keysOf } from './database.ts';

/** A second one, should the last turn out to be damaged. */
export const keptCheckpoints = 2;

/**
 * Steps to give up when a checkpoint at `step` arrives: those it replaces, those of a future that was abandoned by
 * going back, and the oldest beyond the limit.
 */
export function outdatedSteps(steps: readonly number[], step: number): readonly number[] {
  const earlier = steps.filter((at) => at < step).toSorted((a, b) => a - b);
  return [
    ...steps.filter((at) => at >= step),
    ...earlier.slice(0, Math.max(0, earlier.length - (keptCheckpoints - 1))),
  ];
}

export function createCheckpointStore(database: Database): CheckpointStore {
  const stepsOf = async (keys: Promise<[string, number][]>): Promise<number[]> => (await keys).map(([, step]) => step);
  return {
    save: (checkpoint) =>
      database.write(['checkpoints'], async (tx) => {
        const store = tx.objectStore('checkpoints');
        const steps = await stepsOf(store.getAllKeys(keysOf(checkpoint.runId)));
        for (const step of outdatedSteps(steps, checkpoint.step)) await store.delete([checkpoint.runId, step]);
        await store.put(checkpoint);
      }),
    latest: (runId) =>
      database.read(['checkpoints'], async (tx) => {
        const last = await tx.objectStore('checkpoints').openCursor(keysOf(runId), 'prev');
        return last?.value ?? null;
      }),
    steps: (runId) =>
      database.read(['checkpoints'], (tx) => stepsOf(tx.objectStore('checkpoints').getAllKeys(keysOf(runId)))),
    at: (runId, step) =>
      database.read(['checkpoints'], async (tx) => (await tx.objectStore('checkpoints').get([runId, step])) ?? null),
    remove: (runId) => database.write(['checkpoints'], (tx) => tx.objectStore('checkpoints').delete(keysOf(runId))),
  };
}
