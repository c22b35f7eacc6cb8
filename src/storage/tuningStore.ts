/** Which kernels suit a device, in IndexedDB, written by the worker. */
import type { TuningStore } from './contract.ts';
import type { Database } from './database.ts';

export const createTuningStore = (database: Database): TuningStore => ({
  load: (device) => database.read(['tunings'], async (tx) => (await tx.objectStore('tunings').get(device)) ?? null),
  save: (device, record) =>
    database.write(['tunings'], async (tx) => void (await tx.objectStore('tunings').put(record, device))),
});
