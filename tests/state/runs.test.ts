/** The list of runs: names, colours, comparison, deletion. */
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultPresetId, presetConfig } from '../../src/domain/presets/index.ts';
import type { RunRecord } from '../../src/state/contract.ts';
import { freeColour, makeRoom, show } from '../../src/state/runs/records.ts';
import { storedRun } from '../storage/fixtures.ts';
import { createFakeBrowser, type FakeBrowser, type FakeTab, openTab } from './testApp.ts';

let browser: FakeBrowser;
let tab: FakeTab;

beforeEach(() => {
  vi.useFakeTimers({ now: 1e6 });
  browser = createFakeBrowser();
  tab = openTab(browser);
  return () => {
    tab.close();
    vi.useRealTimers();
  };
});

const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);
const runs = () => tab.state().runs;

/** Starts n runs a second apart; newest first. */
async function start(count: number): Promise<readonly RunRecord[]> {
  for (let n = 0; n < count; n++) {
    await tab.app.actions.run.start();
    tab.wire.engine.advance(10);
    await settle(1000);
  }
  return runs().list;
}
const idAt = (place: number): string => runs().list[place]?.id ?? '';

describe('names and colours', () => {
  it('differ from run to run', async () => {
    const list = await start(6);
    expect(new Set(list.map(({ name }) => name)).size).toBe(6);
    expect(list.map(({ colour }) => colour)).toEqual([5, 4, 3, 2, 1, 0]);
  });

  it('a seventh run takes the colour of the oldest, which is hidden', async () => {
    const list = await start(7);
    expect(list.map(({ visible }) => visible)).toEqual([true, true, true, true, true, true, false]);
    expect(list[0]?.colour).toBe(0);
  });

  it('names are in the language of the person, and can be changed', async () => {
    tab.app.actions.preferences.setLanguage('zh');
    await start(1);
    expect(runs().list[0]?.name).toMatch(/^\p{Script=Han}+-1$/u);
    tab.app.actions.runs.rename(idAt(0), '  mine  ');
    tab.app.actions.runs.rename(idAt(0), '   ');
    expect(runs().list[0]?.name).toBe('mine');
    await settle(3000);
    expect(await browser.storage.runs.get(idAt(0))).toMatchObject({ name: 'mine', phase: 'running' });
  });
});

describe('which runs are drawn', () => {
  const six = [0, 1, 2, 3, 4, 5].map((n) => storedRun(`r${n}`, { colour: n, visible: true, startedAt: n }));

  it('at most six, spared in the order: in use, pinned, newest', () => {
    const hiddenBy = (list: typeof six, keep: string[]): string[] =>
      makeRoom(list, keep)
        .filter((run) => !run.visible)
        .map(({ id }) => id);
    expect(hiddenBy(six, [])).toEqual(['r0']);
    expect(hiddenBy(six, ['r0', 'r1'])).toEqual(['r2']);
    expect(
      hiddenBy(
        six.map((run) => ({ ...run, pinned: run.id !== 'r4' })),
        [],
      ),
    ).toEqual(['r4']);
    expect(
      hiddenBy(
        six,
        six.map(({ id }) => id),
      ),
    ).toEqual(['r0']);
    expect(hiddenBy(six.slice(1), [])).toEqual([]);
  });

  it('get a free colour when shown again', () => {
    const hidden = storedRun('h', { colour: 3, startedAt: -1 });
    const after = show([...six, hidden], 'h', ['r0']);
    expect(after.find(({ id }) => id === 'h')).toMatchObject({ visible: true, colour: 1 });
    const visible = after.filter((run) => run.visible);
    expect(new Set(visible.map(({ colour }) => colour)).size).toBe(visible.length);
    expect(freeColour([])).toBe(0);
  });

  it('hidden and shown by the person, their metrics fetched when needed', async () => {
    const [, older] = await start(2);
    const id = older?.id ?? '';
    tab.app.actions.runs.toggleVisible(id);
    expect(runs().list[1]?.visible).toBe(false);
    await settle(3000);
    const other = openTab(browser);
    const booting = other.app.boot();
    await settle(3000);
    await booting;
    expect(other.app.metrics.rows(id)).toBe(0);
    other.app.actions.runs.toggleVisible(id);
    await settle();
    expect(other.app.metrics.rows(id)).toBe(10);
    other.close();
  });

  it('are the selected one alone when the overlay is off', async () => {
    tab.app.actions.runs.toggleOverlay();
    expect(runs().overlay).toBe(false);
  });
});

describe('what differs', () => {
  beforeEach(async () => {
    await start(1);
    tab.app.actions.config.setValue('model.layers', layers + 1);
    await start(1);
    tab.app.actions.config.setValue('seed', 5);
    await start(1);
  });
  const layers = Number(presetConfig(defaultPresetId).model['layers']);
  const deeper = `Layers ${layers} → ${layers + 1}`;
  const differences = (): string[] => runs().list.map(({ difference }) => difference.en);

  it('is told from run to run, the first against its preset', () => {
    expect(differences()).toEqual(['Seed 1 → 5', deeper, 'same settings']);
  });

  it('or against the baseline', () => {
    tab.app.actions.runs.setBaseline(idAt(2));
    expect(differences()).toEqual([`${deeper} · Seed 1 → 5`, deeper, 'baseline']);
    tab.app.actions.runs.setBaseline(null);
    expect(differences()[0]).toBe('Seed 1 → 5');
  });

  it('is told anew when a run between is deleted', async () => {
    tab.app.actions.runs.remove(idAt(1));
    await settle();
    expect(differences()).toEqual([`${deeper} · Seed 1 → 5`, 'same settings']);
  });
});

describe('deleting', () => {
  it('can be undone for ten seconds, then nothing is left', async () => {
    const [, older] = await start(2);
    const id = older?.id ?? '';
    tab.app.actions.runs.remove(id);
    await settle(5000);
    expect(runs()).toMatchObject({ removed: { id }, list: [{ id: idAt(0) }] });
    tab.app.actions.runs.undoRemove();
    expect(runs().list.map((run) => run.id)).toContain(id);
    await settle(20_000);
    expect(await browser.storage.runs.get(id)).not.toBeNull();
    tab.app.actions.runs.remove(id);
    await settle(11_000);
    expect(runs().removed).toBeNull();
    expect(await browser.storage.runs.get(id)).toBeNull();
    expect(await browser.storage.runs.metrics(id)).toEqual([]);
    expect(tab.app.metrics.rows(id)).toBe(0);
  });

  it('a second run makes the first deletion final', async () => {
    await start(3);
    const [, second, third] = runs().list.map(({ id }) => id);
    tab.app.actions.runs.remove(second ?? '');
    await settle();
    tab.app.actions.runs.remove(third ?? '');
    await settle();
    expect(runs().removed?.id).toBe(third);
    expect(await browser.storage.runs.get(second ?? '')).toBeNull();
  });

  it('the current run stops it first and selects another', async () => {
    await start(2);
    const [current, other] = runs().list.map(({ id }) => id);
    tab.app.actions.runs.remove(current ?? '');
    await settle();
    expect(tab.state().run.phase).toBe('stopped');
    expect(runs()).toMatchObject({ selectedId: other, removed: { phase: 'stopped' } });
  });

  it('old runs to make room deletes at least one, never an unfinished one', async () => {
    await start(4);
    const [current, third, second, first] = runs().list.map(({ id }) => id);
    tab.app.actions.runs.togglePinned(first ?? '');
    const [record] = runs().list.filter(({ id }) => id === second);
    tab.app.store.setState(({ runs: before }) => ({
      runs: { ...before, list: before.list.map((run) => (run === record ? { ...run, phase: 'paused' } : run)) },
    }));
    expect(await tab.app.actions.runs.prune()).toBe(1);
    expect(runs().list.map(({ id }) => id)).toEqual([current, second, first]);
    expect(await browser.storage.runs.get(third ?? '')).toBeNull();
    expect(tab.state().errors).toEqual([]);
  });

  it('old runs to make room says so when there is none', async () => {
    await start(1);
    expect(await tab.app.actions.runs.prune()).toBe(0);
    expect(tab.state().errors).toMatchObject([{ report: { code: 'storage-full', detail: { reason: 'no-old-runs' } } }]);
  });

  it('old runs leaves pinned, visible and current ones', async () => {
    await start(30);
    const pinned = idAt(29);
    tab.app.actions.runs.togglePinned(pinned);
    expect(await tab.app.actions.runs.prune()).toBe(10);
    expect(runs().list).toHaveLength(20);
    expect(runs().list.map(({ id }) => id)).toContain(pinned);
    expect(await browser.storage.runs.list()).toHaveLength(20);
    expect(await tab.app.actions.runs.usage()).toBeNull();
  });
});

describe('coming back to a run', () => {
  it('takes its settings into the editor, to be undone', async () => {
    await start(1);
    tab.app.actions.config.applyPreset('first-names');
    tab.app.actions.runs.edit(idAt(0));
    await settle();
    expect(tab.state().config).toMatchObject({ presetId: 'gpt-moby-dick', pendingRestart: [] });
    tab.app.actions.config.undo();
    expect(tab.state().config.presetId).toBe('first-names');
  });

  it('resumes it, and the present one stops', async () => {
    await tab.app.actions.run.start();
    tab.wire.engine.advance(60);
    await settle(1000);
    const first = idAt(0);
    await tab.app.actions.run.newSeed();
    await tab.app.actions.runs.resume(first);
    expect(tab.state().run).toMatchObject({ runId: first, phase: 'running', resumedAt: 50 });
    expect(tab.state().config.config.seed).toBe(1);
    expect(runs().list.map(({ id, phase }) => (id === first ? 'first ' : '') + phase)).toEqual([
      'stopped',
      'first running',
    ]);
  });

  it('selects it', async () => {
    await start(2);
    tab.app.actions.runs.select(idAt(1));
    expect(runs().selectedId).toBe(idAt(1));
  });
});
