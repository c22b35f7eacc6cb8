/** The decision at the start, as a table. */
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import type { StoredRun } from '../../src/storage/contract.ts';
import { type Found, mayAutostart, planBoot } from '../../src/state/boot/plan.ts';
import { storedRun } from '../storage/fixtures.ts';

const address = (seed: number) => ({ config: { ...defaultConfig, seed }, presetId: null, ownText: null });
const nothing: Found = {
  address: null,
  addressIsOurs: false,
  sessionRunId: null,
  runs: [],
  autostart: true,
  place: 'train',
};
const own = (phase: StoredRun['phase']) => storedRun('own', { phase, updatedAt: 1 });
const other = (phase: StoredRun['phase']) => storedRun('other', { phase, updatedAt: 2 });

const restored = (found: Partial<Found>): string | undefined => {
  const { restore } = planBoot({ ...nothing, ...found });
  return restore === null ? undefined : `${restore.run.id}${restore.paused ? ' paused' : ''}`;
};

describe('what is restored', () => {
  it.each<[string, Partial<Found>, string | undefined]>([
    ['nothing where there is nothing', {}, undefined],
    ['the last unfinished run', { runs: [other('running')] }, 'other'],
    ['a paused run, paused', { runs: [other('paused')] }, 'other paused'],
    [
      'nothing if the last run was finished, whatever came before',
      { runs: [other('finished'), own('running')] },
      undefined,
    ],
    ['nothing of a run that was stopped or failed', { runs: [other('failed')] }, undefined],
    [
      'this tab’s run rather than a later one',
      { sessionRunId: 'own', runs: [other('running'), own('running')] },
      'own',
    ],
    ['this tab’s finished run', { sessionRunId: 'own', runs: [own('finished')] }, 'own'],
    ['nothing else if this tab’s run is gone', { sessionRunId: 'gone', runs: [other('running')] }, undefined],
    ['nothing against a link to something else', { runs: [other('running')], address: address(7) }, undefined],
    ['the run that the link names', { runs: [other('running')], address: address(1) }, 'other'],
    [
      'the run against its own later edits',
      { sessionRunId: 'own', runs: [own('running')], address: address(7), addressIsOurs: true },
      'own',
    ],
    ['paused where nothing may start by itself', { runs: [other('running')], autostart: false }, 'other paused'],
  ])('%s', (_, found, expected) => expect(restored(found)).toBe(expected));

  it('waits for a page that is being reloaded, not for other tabs', () => {
    const runs = [own('running')];
    expect(planBoot({ ...nothing, runs, sessionRunId: 'own' }).restore?.waitMs).toBeGreaterThan(0);
    expect(planBoot({ ...nothing, runs }).restore?.waitMs).toBe(0);
  });
});

it('starts nothing where ready-made models are offered, unless a link names an experiment', () => {
  expect(planBoot({ ...nothing, place: 'compress' }).start).toBe(false);
  expect(planBoot({ ...nothing, place: 'compress', address: address(7) }).start).toBe(true);
  expect(planBoot(nothing).start).toBe(true);
  expect(restored({ place: 'compress', runs: [other('running')] })).toBe('other');
});

it('starts by itself unless asked not to', () => {
  const calm = { reducedMotion: true, saveData: false };
  const plain = { reducedMotion: false, saveData: false };
  expect([
    mayAutostart('auto', plain),
    mayAutostart('auto', calm),
    mayAutostart('auto', { ...plain, saveData: true }),
  ]).toEqual([true, false, false]);
  expect([mayAutostart('always', calm), mayAutostart('never', plain)]).toEqual([true, false]);
});
