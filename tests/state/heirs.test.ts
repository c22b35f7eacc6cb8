/** Runs that come of others: members of a race that are kept, and forks of saved runs. */
import { beforeEach, expect, test, vi } from 'vitest';
import type { Races, RacesState } from '../../src/state/races/contract.ts';
import type { RunRecord } from '../../src/state/contract.ts';
import { createFakeBrowser, type FakeBrowser, type FakeTab, openTab, pin } from './testApp.ts';

let browser: FakeBrowser;
let tab: FakeTab;
let races: Races;

beforeEach(async () => {
  browser = createFakeBrowser();
  tab = openTab(browser, { reducedMotion: true });
  await tab.app.boot();
  pin(tab);
  races = await tab.app.races();
  return () => tab.close();
});

const state = (): RacesState => races.store.getState();
const runs = (): readonly RunRecord[] => tab.state().runs.list;
const member = (index: number) => state().members[index]?.id ?? '';
const lastStep = (id: string) => tab.app.metrics.row(id, tab.app.metrics.rows(id) - 1)?.step;
const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

/** Two learning rates, 60 of 100 steps; the second is then forked at step 50 with another one. */
async function race(): Promise<void> {
  races.actions.enterVaried('optimizer.learningRate', [1e-3, 1e-2]);
  races.actions.setSteps(100);
  await races.actions.start();
  tab.wire.engine.advance(60);
  await settled();
  await races.actions.fork(member(1), 50, 'optimizer.learningRate', 0.02);
}

test('a member that is kept is a run with its settings, its checkpoint and its curve up to there', async () => {
  await race();
  await races.actions.keep(member(0), null);
  const [run] = runs();
  expect(run).toMatchObject({
    name: 'η 1e-3',
    phase: 'stopped',
    step: 60,
    totalSteps: 100,
    config: { optimizer: { learningRate: 1e-3 }, training: { steps: 100 } },
  });
  expect(run).not.toHaveProperty('origin');
  const id = run?.id ?? '';
  expect(state().kept).toEqual({ [member(0)]: id });
  expect(browser.checkpoints.get(id)).toBe(60);
  const curve = (of: string) =>
    tab.app.metrics.series(of, { column: 'trainLossNats', xAxis: 'step', range: null, maxPoints: 500, smoothing: 0 });
  expect(curve(id)).toEqual(curve(member(0)));
  expect(run?.valLossNats).toBe(tab.app.metrics.row(member(0), 49)?.valLossNats);
  const stored = await browser.storage.runs.metrics(id);
  expect(stored.flatMap(({ steps }) => [...steps])).toEqual(Array.from({ length: 60 }, (_, index) => index + 1));
  // The race goes on, and what it logs is no part of the run.
  tab.wire.engine.advance(20);
  await settled();
  expect(tab.app.metrics.rows(id)).toBe(60);
});

test('an earlier step can be kept, and the end is an end', async () => {
  await race();
  await races.actions.keep(member(0), 50);
  expect(runs()[0]).toMatchObject({ step: 50, phase: 'stopped' });
  expect(lastStep(runs()[0]?.id ?? '')).toBe(50);
  await races.actions.continue();
  tab.wire.engine.advance(100);
  await settled();
  await races.actions.keep(member(0), null);
  expect(runs()[0]).toMatchObject({ step: 100, phase: 'finished' });
});

test('a fork remembers what it was forked from, whichever of the two is kept first', async () => {
  await race();
  const [, parent = '', fork = ''] = state().members.map(({ id }) => id);
  const from = { name: 'η 0.01', step: 50, config: { optimizer: { learningRate: 0.01 } } };
  await races.actions.keep(fork, null);
  expect(runs()[0]?.origin).toMatchObject({ id: parent, ...from });
  await races.actions.keep(parent, null);
  const kept = state().kept;
  const origin = { id: kept[parent], ...from };
  expect(runs().find(({ id }) => id === kept[fork])?.origin).toMatchObject(origin);
  expect((await browser.storage.runs.get(kept[fork] ?? ''))?.origin).toMatchObject(origin);
  await races.actions.keep(fork, 50);
  expect(runs()[0]?.origin).toMatchObject(origin);
});

test('a text of one’s own goes along', async () => {
  const text = 'It was the best of times, it was the worst of times. '.repeat(40);
  tab.app.actions.config.setOwnText({ name: 'times.txt', text });
  races.actions.enterCurrent();
  await races.actions.start();
  await races.actions.keep(member(0), null);
  const hash = runs()[0]?.config.data['textHash'];
  expect(typeof hash).toBe('string');
  expect((await browser.storage.runs.text(String(hash)))?.text).toBe(text);
});

test('what the worker refuses leaves no run', async () => {
  await race();
  tab.wire.refuseNext('race.keep', 'storage-full');
  await races.actions.keep(member(0), null);
  expect(runs()).toEqual([]);
  expect(state()).toMatchObject({ error: { code: 'storage-full' }, kept: {} });
});

/** A run at step 70 whose last checkpoint is at 50. */
async function trained(): Promise<string> {
  await tab.app.actions.run.start();
  tab.wire.engine.advance(70);
  await settled();
  const runId = tab.state().run.runId ?? '';
  // Page and worker have one store of checkpoints; the fake worker's keeps steps only.
  const { checkpoints } = browser.storage;
  const save = checkpoints.save.bind(checkpoints);
  vi.spyOn(checkpoints, 'save').mockImplementation(async (checkpoint) => {
    browser.checkpoints.set(checkpoint.runId, checkpoint.step);
    await save(checkpoint);
  });
  await checkpoints.save({ runId, step: 50, bytes: new Uint8Array([1, 2, 3]), createdAt: 0 });
  return runId;
}

test('a run is forked from its last checkpoint; what is changed then is changed in the fork only', async () => {
  const id = await trained();
  const rate = Number(tab.state().run.config?.optimizer['learningRate']);
  await races.actions.forkRun(id);
  expect(state().error).toBeNull();
  const find = (wanted: string) => runs().find((run) => run.id === wanted);
  const fork = runs().find(({ origin }) => origin?.id === id)?.id ?? '';
  expect(tab.state().run).toMatchObject({ runId: fork, phase: 'paused' });
  expect(find(fork)).toMatchObject({ step: 50, origin: { step: 50, name: find(id)?.name } });
  expect(lastStep(fork)).toBe(50);
  expect((await browser.storage.checkpoints.latest(fork))?.step).toBe(50);
  tab.app.actions.config.setValue('optimizer.learningRate', rate / 10);
  await vi.waitFor(() => expect(find(fork)?.config.optimizer['learningRate']).toBe(rate / 10));
  expect(find(fork)?.origin?.config.optimizer['learningRate']).toBe(rate);
  expect(find(id)?.config.optimizer['learningRate']).toBe(rate);
});

test('a kept member is opened where it was, paused, with its settings in the editor', async () => {
  await race();
  await races.actions.keep(member(1), null);
  const id = runs()[0]?.id ?? '';
  await races.actions.openRun(id);
  expect(tab.state().run).toMatchObject({ runId: id, phase: 'paused', resumedAt: 60 });
  expect(tab.state().config.config.optimizer['learningRate']).toBe(1e-2);
});

test('a run without a checkpoint cannot be forked, and the reason is told', async () => {
  await tab.app.actions.run.start();
  const { runId } = tab.state().run;
  await races.actions.forkRun(runId ?? '');
  expect(state().error).toMatchObject({ code: 'bad-checkpoint', detail: { reason: 'none-stored' } });
  expect(runs()).toHaveLength(1);
});
