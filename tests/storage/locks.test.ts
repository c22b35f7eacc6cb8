/** One tab per run. Node 20 has no Web Locks, so the specification's grant queue is written out here. */
import { describe, expect, it } from 'vitest';
import { prunable } from '../../src/storage/prune.ts';
import { webLocks } from '../../src/storage/locks.ts';
import { keepStorage, storageUsage } from '../../src/storage/quota.ts';
import { storedRun } from './fixtures.ts';
import { fakeLockManager } from './fakeLockManager.ts';

describe('run locks', () => {
  it('give a run to one tab only', async () => {
    const manager = fakeLockManager();
    const [first, second] = [webLocks(manager), webLocks(manager)];
    expect(await first.hold('a')).toBe(true);
    expect(await first.hold('a')).toBe(true);
    expect(await second.hold('a')).toBe(false);
    expect(await second.hold('b')).toBe(true);
    expect([first.heldHere('a'), second.heldHere('a')]).toEqual([true, false]);
  });

  it('pass it on when the tab lets go', async () => {
    const manager = fakeLockManager();
    const [first, second] = [webLocks(manager), webLocks(manager)];
    await first.hold('a');
    first.release('a');
    expect(await second.hold('a', 100)).toBe(true);
    expect(first.heldHere('a')).toBe(false);
  });

  it('wait for a reloading page, but not for ever', async () => {
    const manager = fakeLockManager();
    const [leaving, arriving, late] = [webLocks(manager), webLocks(manager), webLocks(manager)];
    await leaving.hold('a');
    const waiting = arriving.hold('a', 1000);
    setTimeout(() => leaving.release('a'), 10);
    expect(await waiting).toBe(true);
    expect(await late.hold('a', 20)).toBe(false);
    arriving.release('a');
    expect(await late.hold('a', 20)).toBe(true);
  });

  it('without Web Locks trust only runs started here', async () => {
    const locks = webLocks(undefined);
    expect(await locks.hold('a')).toBe(false);
    await locks.holdNew('b');
    expect(await locks.hold('b')).toBe(true);
    expect(locks.heldHere('a')).toBe(false);
  });
});

describe('pruning', () => {
  const runs = [5, 1, 4, 2, 3].map((age) => storedRun(`r${age}`, { updatedAt: age }));

  it('gives up the least recently used', () => {
    expect(prunable(runs, 3)).toEqual(['r1', 'r2']);
    expect(prunable(runs, 5)).toEqual([]);
  });

  it('spares pinned and visible runs', () => {
    const kept = [storedRun('pinned', { pinned: true }), storedRun('shown', { visible: true })];
    const all = [...kept.map((run) => ({ ...run, updatedAt: 0 })), ...runs];
    expect(prunable(all, 0)).toEqual(['r1', 'r2', 'r3', 'r4', 'r5']);
  });
});

describe('room', () => {
  const room = (persisted: boolean, granted: boolean) => ({
    estimate: async () => ({ usage: 5, quota: 10 }),
    persisted: async () => persisted,
    persist: async () => granted,
  });

  it('is reported, and null where the browser does not say', async () => {
    expect(await storageUsage(room(false, false))).toEqual({ usedBytes: 5, quotaBytes: 10 });
    expect(await storageUsage(undefined)).toBeNull();
  });

  it('is kept only if the browser agrees', async () => {
    expect(await keepStorage(room(true, false))).toBe(true);
    expect(await keepStorage(room(false, true))).toBe(true);
    expect(await keepStorage(room(false, false))).toBe(false);
    expect(await keepStorage(undefined)).toBe(false);
  });
});
