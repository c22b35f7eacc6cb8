/** Opens what the browser offers; where it offers nothing, the same stores in memory, with a notice that says so. */
import { reportOf } from '../domain/core/errors.ts';
import { createCheckpointStore } from './checkpointStore.ts';
import type { Storage } from './contract.ts';
import { openDatabase } from './database.ts';
import { storageError } from './failures.ts';
import { createRunStore } from './runStore.ts';
import { createTuningStore } from './tuningStore.ts';

export async function openStorage(name = 'trimtab'): Promise<Storage> {
  try {
    const database = await openDatabase(name);
    return {
      kind: 'persistent',
      notice: null,
      runs: createRunStore(database),
      checkpoints: createCheckpointStore(database),
      tunings: createTuningStore(database),
      close: database.close,
    };
  } catch (thrown) {
    // Hardly anybody needs it.
    const { memoryStorage } = await import('./memory.ts');
    return memoryStorage(reportOf(storageError(thrown)));
  }
}
