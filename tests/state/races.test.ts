/** The race view's state: who enters, what the worker is asked, forks, and repeats with other seeds. */
import { beforeEach, expect, test } from 'vitest';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import type { Races, RacesState } from '../../src/state/races/contract.ts';
import { createFakeBrowser, type FakeTab, openTab, pin } from './testApp.ts';
import { waitFor } from './waitFor.ts';

let tab: FakeTab;
let races: Races;

beforeEach(async () => {
  tab = openTab(createFakeBrowser(), { reducedMotion: true });
  await tab.app.boot();
  pin(tab);
  races = await tab.app.races();
  return () => tab.close();
});

const state = (): RacesState => races.store.getState();
const names = (): readonly string[] => state().grid.map(({ name }) => name.en);
const started = (): readonly unknown[] => tab.wire.requestsOf('race.start');
/** Until what was sent has come. */
const settled = (): Promise<void> => new Promise((resolve) => void setTimeout(resolve));

async function race(values: readonly number[] = [1e-3, 1e-2]): Promise<void> {
  races.actions.enterVaried('optimizer.learningRate', values);
  races.actions.setSteps(100);
  await races.actions.start();
}

test('one setting varied gives members that differ in nothing else, each in a colour of its own', () => {
  races.actions.enterVaried('optimizer.learningRate', [1e-3, 3e-3]);
  expect(names()).toEqual(['η 1e-3', 'η 3e-3']);
  expect(state().grid.map(({ colour }) => colour)).toEqual([0, 1]);
  expect(state().grid.map(({ config }) => config.optimizer['learningRate'])).toEqual([1e-3, 3e-3]);
});

test('another optimizer comes with its own learning rate, and there are at most six', () => {
  races.actions.enterVaried('optimizer.method', ['adamw', 'muon']);
  expect(names()).toEqual(['AdamW', 'Muon']);
  const [adamw, muon] = state().grid.map(({ config }) => config.optimizer);
  expect(adamw?.['learningRate']).toBe(0.004);
  expect(muon?.['learningRate']).toBe(optimizers.muon.params.learningRate.default);
  races.actions.enterVaried('training.batchSize', [1, 2, 3, 4, 5, 6]);
  expect(state().grid).toHaveLength(6);
});

test('all get the same number of steps, and their curves lie under their own ids', async () => {
  await race();
  expect(started()).toMatchObject([
    { payload: { clock: 'steps', paused: false, entrants: [{ config: { training: { steps: 100 } } }, {}] } },
  ]);
  tab.wire.engine.advance(60);
  await settled();
  const [first, second] = state().members;
  expect(state().status).toMatchObject({ phase: 'running', members: [{ step: 60 }, { step: 60 }] });
  expect([first, second].map((member) => tab.app.metrics.rows(member?.id ?? ''))).toEqual([60, 60]);
  // They are no runs.
  expect(tab.state().runs.list).toEqual([]);
  await races.actions.pause();
  expect(state().status?.phase).toBe('paused');
  await races.actions.step();
  expect(state().status?.members.map(({ step }) => step)).toEqual([61, 61]);
});

test('a fork goes on from a kept step with one setting changed', async () => {
  await race();
  tab.wire.engine.advance(60);
  await settled();
  const parent = state().members[0];
  await races.actions.fork(parent?.id ?? '', 50, 'schedule.warmupSteps', 5);
  expect(tab.wire.requestsOf('race.join')).toMatchObject([
    { payload: { from: { memberId: parent?.id, step: 50 }, entrant: { config: { schedule: { warmupSteps: 5 } } } } },
  ]);
  expect(state().members.at(-1)).toMatchObject({ parent: { id: parent?.id, step: 50 }, colour: 2 });
});

test('what the worker refuses is told, and there is no race', async () => {
  tab.wire.refuseNext('race.start', 'out-of-memory');
  await race();
  expect(state()).toMatchObject({ raceId: null, members: [], error: { code: 'out-of-memory' }, busy: false });
});

test('repeats are races with the next seeds, and end with a stop', async () => {
  await race();
  const repeating = races.actions.repeat(3);
  const seeds: unknown[] = [];
  for (let index = 0; index < 3; index++) {
    await waitFor(() => expect(started()).toHaveLength(2 + index));
    await waitFor(() => expect(state().busy).toBe(false));
    seeds.push(state().members.map(({ config }) => config.seed));
    tab.wire.engine.advance(100);
    await waitFor(() => expect(state().repeats?.done).toBe(index + 1));
  }
  await repeating;
  const { seed } = tab.state().config.config;
  expect(seeds).toEqual([0, 1, 2].map((more) => [seed + more, seed + more]));
  const losses = Object.values(state().repeats?.losses ?? {});
  expect(losses.map((values) => values.filter(Number.isFinite).length)).toEqual([3, 3]);
  // The larger rate learns faster on this paper.
  expect(Math.max(...(losses[1] ?? []))).toBeLessThan(Math.min(...(losses[0] ?? [])));

  const stopped = races.actions.repeat(3);
  await waitFor(() => expect(started()).toHaveLength(5));
  await waitFor(() => expect(state().busy).toBe(false));
  await races.actions.stop();
  await stopped;
  expect(state().repeats?.done).toBe(0);
});

test('a failure starts alone, and its cure begins with the same weights', async () => {
  await races.actions.breakOnPurpose('missing-warmup');
  expect(state()).toMatchObject({
    failureId: 'missing-warmup',
    members: [{ config: { schedule: { warmupSteps: 0 } } }],
  });
  tab.wire.engine.advance(1000);
  await settled();
  await races.actions.measureSigns(state().members[0]?.id ?? '');
  expect(Object.values(state().signs)).toMatchObject([{ deadUnits: { dead: 192 } }]);
  await races.actions.cure();
  expect(tab.wire.requestsOf('race.join')).toMatchObject([{ payload: { from: { step: 0 } } }]);
  expect(state().status?.phase).toBe('running');
  // A cure of the text reads another one: there is nothing to take along.
  await races.actions.breakOnPurpose('leaked-validation');
  await races.actions.cure();
  expect(tab.wire.requestsOf('race.join').at(-1)).toMatchObject({ payload: { from: null } });
});
