/** Runs, their metrics and samples, and the person's texts, in IndexedDB. */
import type { MetricFrame } from '../protocol/protocol.ts';
import type { RunStore, StoredRun } from './contract.ts';
import { type Database, keysAfter, keysOf, type MetricChunk } from './database.ts';
import { cutFrame } from './frames.ts';
import { surplusSamples } from './samples.ts';

export const textHashOf = (run: StoredRun): string | null => {
  const hash = run.config.data['textHash'];
  return typeof hash === 'string' && hash !== '' ? hash : null;
};

/** Of all texts that a run needs: the person's own, and the tokenizer of an opened model. */
export function textHashesOf(run: StoredRun): readonly string[] {
  const tokenizer = run.config.data['tokenizerHash'];
  return [textHashOf(run), tokenizer].filter((hash) => typeof hash === 'string').filter((hash) => hash !== '');
}

/** What nobody needs any more once a run is gone. */
export function spareTexts(gone: StoredRun | undefined, others: readonly StoredRun[]): readonly string[] {
  const needed = new Set(others.flatMap(textHashesOf));
  return gone === undefined ? [] : textHashesOf(gone).filter((hash) => !needed.has(hash));
}

export const newestFirst = (runs: readonly StoredRun[]): StoredRun[] =>
  runs.toSorted((a, b) => b.startedAt - a.startedAt);

const withoutKey = ({ firstStep: _, ...frame }: MetricChunk): MetricFrame => frame;

export function createRunStore(database: Database): RunStore {
  return {
    list: () => database.read(['runs'], async (tx) => newestFirst(await tx.objectStore('runs').getAll())),
    get: (id) => database.read(['runs'], async (tx) => (await tx.objectStore('runs').get(id)) ?? null),
    put: (run) => database.write(['runs'], async (tx) => void (await tx.objectStore('runs').put(run))),

    update: (id, changes) =>
      database.write(['runs'], async (tx) => {
        const store = tx.objectStore('runs');
        const run = await store.get(id);
        if (run === undefined) return false;
        await store.put({ ...run, ...changes });
        return true;
      }),

    remove: (id) =>
      database.write(['runs', 'metrics', 'samples', 'texts', 'checkpoints'], async (tx) => {
        const runs = await tx.objectStore('runs').getAll();
        const gone = runs.find((run) => run.id === id);
        const others = runs.filter((run) => run.id !== id);
        await tx.objectStore('runs').delete(id);
        await tx.objectStore('metrics').delete(keysOf(id));
        await tx.objectStore('samples').delete(keysOf(id));
        await tx.objectStore('checkpoints').delete(keysOf(id));
        for (const hash of spareTexts(gone, others)) await tx.objectStore('texts').delete(hash);
      }),

    appendMetrics: (frame) => {
      const firstStep = frame.steps[0];
      if (firstStep === undefined) return Promise.resolve();
      return database.write(
        ['metrics'],
        async (tx) => void (await tx.objectStore('metrics').put({ ...frame, firstStep })),
      );
    },
    metrics: (runId) =>
      database.read(['metrics'], async (tx) => (await tx.objectStore('metrics').getAll(keysOf(runId))).map(withoutKey)),
    addSample: (sample) =>
      database.write(['samples'], async (tx) => {
        const store = tx.objectStore('samples');
        await store.put(sample);
        const steps = (await store.getAllKeys(keysOf(sample.runId))).map(([, step]) => step);
        for (const step of surplusSamples(steps)) await store.delete([sample.runId, step]);
      }),
    samples: (runId) => database.read(['samples'], (tx) => tx.objectStore('samples').getAll(keysOf(runId))),

    truncate: (runId, step) =>
      database.write(['metrics', 'samples'], async (tx) => {
        const metrics = tx.objectStore('metrics');
        await tx.objectStore('samples').delete(keysAfter(runId, step));
        await metrics.delete(keysAfter(runId, step));
        const last = await metrics.openCursor(keysOf(runId), 'prev');
        if (last !== null) await last.update({ ...cutFrame(last.value, step), firstStep: last.value.firstStep });
      }),

    putText: (text) => database.write(['texts'], async (tx) => void (await tx.objectStore('texts').put(text))),
    text: (hash) => database.read(['texts'], async (tx) => (await tx.objectStore('texts').get(hash)) ?? null),
  };
}
