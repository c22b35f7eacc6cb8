/** What both kinds of storage promise, IndexedDB and memory alike. */
import 'fake-indexeddb/auto';
import { describe, expect, it } from 'vitest';
import type { Storage } from '../../src/storage/contract.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { openStorage } from '../../src/storage/openStorage.ts';
import { checkpoint, frame, freshName, sample, storedRun, withText } from './fixtures.ts';

const kinds: readonly [string, () => Promise<Storage>][] = [
  ['persistent', () => openStorage(freshName())],
  ['memory', async () => memoryStorage()],
];

describe.each(kinds)('%s storage', (kind, open) => {
  it('says what it is', async () => {
    expect(await open()).toMatchObject({ kind, notice: null });
  });

  it('finds runs again, newest first', async () => {
    const { runs } = await open();
    await runs.put(storedRun('old', { startedAt: 1 }));
    await runs.put(storedRun('new', { startedAt: 2 }));
    expect((await runs.list()).map(({ id }) => id)).toEqual(['new', 'old']);
    expect(await runs.get('old')).toEqual(storedRun('old', { startedAt: 1 }));
    expect(await runs.get('none')).toBeNull();
  });

  it('changes only the keys that an update names', async () => {
    const { runs } = await open();
    await runs.put(storedRun('a'));
    expect(await runs.update('a', { name: 'mine' })).toBe(true);
    expect(await runs.update('a', { step: 7 })).toBe(true);
    expect(await runs.get('a')).toEqual(storedRun('a', { name: 'mine', step: 7 }));
    expect(await runs.update('gone', { step: 7 })).toBe(false);
    expect(await runs.get('gone')).toBeNull();
  });

  it('gives metrics back in the order of steps, whatever the order of writing, run by run', async () => {
    const { runs } = await open();
    await runs.appendMetrics(frame('a', 11, 20, 100));
    await runs.appendMetrics(frame('a', 1, 2, 10));
    await runs.appendMetrics(frame('ab', 1));
    await runs.appendMetrics(frame('a'));
    expect(await runs.metrics('a')).toEqual([frame('a', 1, 2, 10), frame('a', 11, 20, 100)]);
  });

  it('forgets metrics and samples after a step, also in the middle of a frame', async () => {
    const { runs } = await open();
    for (const written of [frame('a', 1, 2, 3), frame('a', 4, 5, 6), frame('a', 7), frame('b', 9)])
      await runs.appendMetrics(written);
    for (const step of [0, 5, 6]) await runs.addSample(sample('a', step));
    await runs.truncate('a', 5);
    expect(await runs.metrics('a')).toEqual([frame('a', 1, 2, 3), frame('a', 4, 5)]);
    expect(await runs.samples('a')).toEqual([sample('a', 0), sample('a', 5)]);
    expect(await runs.metrics('b')).toEqual([frame('b', 9)]);
  });

  it('replaces the sample of a step that is reached again', async () => {
    const { runs } = await open();
    await runs.addSample(sample('a', 5));
    await runs.addSample({ ...sample('a', 5), prompt: 'again' });
    expect(await runs.samples('a')).toEqual([{ ...sample('a', 5), prompt: 'again' }]);
  });

  it('keeps fifty samples of a long run, its first and its last among them', async () => {
    const { runs } = await open();
    for (let step = 1; step <= 120; step++) await runs.addSample(sample('a', step));
    const steps = (await runs.samples('a')).map((kept) => kept.step);
    expect(steps).toHaveLength(50);
    expect([steps[0], steps.at(-1)]).toEqual([1, 120]);
    const gaps = steps.slice(1).map((step, place) => step - (steps[place] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(5);
  });

  it('removes a run with all that belongs to it, and nothing else', async () => {
    const { runs, checkpoints } = await open();
    for (const id of ['a', 'b']) {
      await runs.put(storedRun(id, withText(`text-${id}`)));
      await runs.putText({ hash: `text-${id}`, name: id, text: id });
      await runs.appendMetrics(frame(id, 1));
      await runs.addSample(sample(id, 1));
      await checkpoints.save(checkpoint(id, 1));
    }
    await runs.remove('a');
    expect([await runs.get('a'), await runs.metrics('a'), await runs.samples('a')]).toEqual([null, [], []]);
    expect([await checkpoints.latest('a'), await runs.text('text-a')]).toEqual([null, null]);
    expect(await runs.text('text-b')).not.toBeNull();
    expect(await checkpoints.latest('b')).toEqual(checkpoint('b', 1));
    expect(await runs.metrics('b')).toEqual([frame('b', 1)]);
  });

  it('keeps a text while another run uses it', async () => {
    const { runs } = await open();
    await runs.put(storedRun('a', withText('shared')));
    await runs.put(storedRun('b', withText('shared')));
    await runs.putText({ hash: 'shared', name: 'n', text: 't' });
    await runs.remove('a');
    expect(await runs.text('shared')).toEqual({ hash: 'shared', name: 'n', text: 't' });
    await runs.remove('b');
    expect(await runs.text('shared')).toBeNull();
  });

  it('keeps the last two checkpoints of each run', async () => {
    const { checkpoints } = await open();
    for (const step of [100, 200, 300]) await checkpoints.save(checkpoint('a', step));
    await checkpoints.save(checkpoint('b', 50));
    expect(await checkpoints.steps('a')).toEqual([200, 300]);
    expect(await checkpoints.latest('a')).toEqual(checkpoint('a', 300));
    expect(await checkpoints.at('a', 200)).toEqual(checkpoint('a', 200));
    expect(await checkpoints.at('a', 100)).toBeNull();
    expect(await checkpoints.steps('b')).toEqual([50]);
  });

  it('gives up the checkpoints of a future that was abandoned', async () => {
    const { checkpoints } = await open();
    for (const step of [100, 200]) await checkpoints.save(checkpoint('a', step));
    await checkpoints.save(checkpoint('a', 150, 7));
    expect(await checkpoints.steps('a')).toEqual([100, 150]);
    await checkpoints.save(checkpoint('a', 150, 8));
    expect(await checkpoints.latest('a')).toEqual(checkpoint('a', 150, 8));
  });

  it('keeps the last tuning of each device', async () => {
    const { tunings } = await open();
    const record = { version: 1, flopsPerSecond: 9, picks: {} };
    expect(await tunings.load('a')).toBeNull();
    await tunings.save('a', record);
    await tunings.save('b', { ...record, flopsPerSecond: 7 });
    await tunings.save('a', { ...record, flopsPerSecond: 8 });
    expect(await tunings.load('a')).toEqual({ ...record, flopsPerSecond: 8 });
    expect(await tunings.load('b')).toEqual({ ...record, flopsPerSecond: 7 });
  });

  it('hands out copies', async () => {
    const { checkpoints } = await open();
    const bytes = new Uint8Array([1, 2, 3]);
    await checkpoints.save({ runId: 'a', step: 1, bytes, createdAt: 1 });
    bytes.fill(9);
    (await checkpoints.latest('a'))?.bytes.fill(9);
    expect((await checkpoints.latest('a'))?.bytes).toEqual(new Uint8Array([1, 2, 3]));
  });
});
