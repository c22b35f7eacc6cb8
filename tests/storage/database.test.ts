/** What only a real database can do wrong: two connections, upgrades, quota, half-done transactions. */
import 'fake-indexeddb/auto';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { createCheckpointStore } from '../../src/storage/checkpointStore.ts';
import { openDatabase, type Upgrade, upgrades } from '../../src/storage/database.ts';
import { openStorage } from '../../src/storage/openStorage.ts';
import { createRunStore } from '../../src/storage/runStore.ts';
import { checkpoint, frame, freshName, storedRun } from './fixtures.ts';

afterEach(() => vi.restoreAllMocks());

/** As browsers do it: the request fails, and so does its transaction. */
function failingPut(error: DOMException) {
  return vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
    throw error;
  });
}

describe('two connections', () => {
  it('see and extend each other’s runs', async () => {
    const name = freshName();
    const [page, worker] = await Promise.all([openStorage(name), openStorage(name)]);
    await page.runs.put(storedRun('a'));
    await Promise.all([
      page.runs.update('a', { name: 'renamed' }),
      worker.runs.update('a', { step: 99 }),
      page.runs.appendMetrics(frame('a', 1)),
      worker.runs.appendMetrics(frame('b', 1)),
      worker.checkpoints.save(checkpoint('a', 5)),
    ]);
    expect(await worker.runs.get('a')).toEqual(storedRun('a', { name: 'renamed', step: 99 }));
    expect(await page.checkpoints.latest('a')).toEqual(checkpoint('a', 5));
    expect(await page.runs.metrics('a')).toEqual([frame('a', 1)]);
  });

  it('do not lose a checkpoint when both write at once', async () => {
    const name = freshName();
    const stores = await Promise.all([openStorage(name), openStorage(name)]);
    await Promise.all(
      stores.flatMap(({ checkpoints }, tab) =>
        [10, 20, 30].map((step) => checkpoints.save(checkpoint(`run-${tab}`, step))),
      ),
    );
    for (const [tab, { checkpoints }] of stores.entries())
      expect(await checkpoints.steps(`run-${tab}`)).toEqual([20, 30]);
  });
});

describe('upgrades', () => {
  const toTwo: Upgrade = (database) => void database.createObjectStore('extra' as 'runs');

  it('keep what an older version wrote, and the old tab lets go', async () => {
    const name = freshName();
    const old = await openDatabase(name);
    await createRunStore(old).put(storedRun('a'));
    const next = await openDatabase(name, [...upgrades, toTwo]);
    expect(await createRunStore(next).list()).toEqual([storedRun('a')]);
    await expect(createRunStore(old).list()).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  it('run each step once, from any version', async () => {
    const name = freshName();
    const ran: number[] = [];
    const steps = [0, 1, 2].map((n): Upgrade => (database) => {
      ran.push(n);
      upgrades[n]?.(database);
    });
    (await openDatabase(name, steps.slice(0, 1))).close();
    (await openDatabase(name, steps.slice(0, 1))).close();
    (await openDatabase(name, steps)).close();
    expect(ran).toEqual([0, 1, 2]);
  });

  it('of a newer site leave an older one without storage, and it says so', async () => {
    const name = freshName();
    (await openDatabase(name, [...upgrades, toTwo])).close();
    const storage = await openStorage(name);
    expect(storage.kind).toBe('memory');
    expect(storage.notice).toMatchObject({ code: 'storage-unavailable' });
  });
});

describe('failures', () => {
  it('name a full disk', async () => {
    const { checkpoints } = await openStorage(freshName());
    failingPut(new DOMException('no room', 'QuotaExceededError'));
    await expect(checkpoints.save(checkpoint('a', 1))).rejects.toMatchObject({ code: 'storage-full' });
  });

  it('name anything else with its reason', async () => {
    const { runs } = await openStorage(freshName());
    failingPut(new DOMException('disk is broken', 'UnknownError'));
    await expect(runs.put(storedRun('a'))).rejects.toMatchObject({
      code: 'storage-unavailable',
      detail: { reason: 'UnknownError: disk is broken' },
    });
  });

  it('leave both checkpoints in place when the third does not fit', async () => {
    const { checkpoints } = await openStorage(freshName());
    for (const step of [1, 2]) await checkpoints.save(checkpoint('a', step));
    const full = failingPut(new DOMException('no room', 'QuotaExceededError'));
    await expect(checkpoints.save(checkpoint('a', 3))).rejects.toMatchObject({ code: 'storage-full' });
    full.mockRestore();
    expect(await checkpoints.steps('a')).toEqual([1, 2]);
    expect(await checkpoints.at('a', 1)).toEqual(checkpoint('a', 1));
  });

  it('when the commit itself fails are told by their cause', async () => {
    const database = await openDatabase(freshName());
    const attempt = database.write(['runs'], async (tx) => {
      await tx.objectStore('runs').put(storedRun('a'));
      Object.defineProperty(tx, 'error', { value: new DOMException('no room', 'QuotaExceededError') });
      tx.abort();
    });
    await expect(attempt).rejects.toMatchObject({ code: 'storage-full' });
    expect(await createRunStore(database).get('a')).toBeNull();
  });

  it('of the code in a transaction take back what it wrote', async () => {
    const database = await openDatabase(freshName());
    const attempt = database.write(['runs'], async (tx) => {
      await tx.objectStore('runs').put(storedRun('half'));
      throw new Error('crashed half-way');
    });
    await expect(attempt).rejects.toThrow('crashed half-way');
    expect(await createRunStore(database).list()).toEqual([]);
  });

  it('of opening, as in a private window, end in memory with a notice', async () => {
    vi.spyOn(indexedDB, 'open').mockImplementation(() => {
      throw new DOMException('denied', 'SecurityError');
    });
    const storage = await openStorage(freshName());
    expect(storage).toMatchObject({
      kind: 'memory',
      notice: { code: 'storage-unavailable', detail: { reason: 'SecurityError: denied' } },
    });
    await storage.runs.put(storedRun('a'));
    expect(await storage.runs.list()).toHaveLength(1);
  });

  it('after closing are refused, not hung', async () => {
    const database = await openDatabase(freshName());
    database.close();
    await expect(createCheckpointStore(database).steps('a')).rejects.toMatchObject({ code: 'storage-unavailable' });
  });

  it('without IndexedDB end in memory', async () => {
    vi.stubGlobal('indexedDB', undefined);
    expect((await openStorage(freshName())).kind).toBe('memory');
    vi.unstubAllGlobals();
  });
});
