/** Kernels: read, tried and timed when asked for, with progress, and forgotten with the engine that they belong to. */
import { beforeEach, expect, test } from 'vitest';
import { userActionById } from '../../src/state/userActions.ts';
import { fakeBackend } from './fakeEngine.ts';
import { fakeKernels, fakeTimes } from './fakeKernels.ts';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  tab = openTab(createFakeBrowser());
  await tab.app.boot();
  await tab.app.actions.run.start({ paused: true });
  return () => tab.close();
});

/** As if the fake engine had a GPU. */
const onGpu = (features = ['timestamp-query']): void =>
  tab.app.store.setState(({ engine }) => ({
    engine: { ...engine, status: { ...fakeBackend, backend: 'webgpu', features } },
  }));
const engine = () => tab.state().engine;
const run = () => tab.state().run;
const codes = (): string[] => tab.state().errors.map(({ report }) => report.code);
const enabled = (id: 'retune' | 'retune-anew' | 'profile'): boolean => userActionById[id].enabled(tab.state());

test('nothing is known before the engine is asked, and nothing is tried by itself', async () => {
  expect(engine()).toMatchObject({ kernels: null, tuned: null, tuning: false });
  await tab.app.actions.engine.readKernels();
  expect(engine().kernels).toEqual([]);
  expect(tab.wire.requestsOf('engine.retune')).toHaveLength(0);
});

test('trials tell how far they are, are not asked for twice at once, and outdate the profile', async () => {
  await tab.app.actions.run.profile();
  expect(run().profile).toMatchObject({ kind: 'measured' });
  const seen: (number | undefined)[] = [];
  const stop = tab.app.store.subscribe((state) => seen.push(state.engine.tuningProgress?.elapsedMs));
  const first = tab.app.actions.engine.retune(true);
  expect(engine()).toMatchObject({ tuning: true, tuningProgress: null });
  await Promise.all([first, tab.app.actions.engine.retune(false)]);
  stop();
  expect(seen).toContain(5000);
  expect(tab.wire.requestsOf('engine.retune').map(({ payload }) => payload)).toEqual([{ anew: true }]);
  expect(engine()).toMatchObject({
    kernels: fakeKernels,
    tuned: { complete: true, ms: 8000 },
    tuning: false,
    tuningProgress: null,
  });
  expect(run().profile).toBeNull();
});

test('another backend has other kernels', async () => {
  await tab.app.actions.engine.retune(false);
  await tab.app.actions.engine.choose('wasm');
  expect(engine()).toMatchObject({ kernels: null, tuned: null });
});

test('a refusal is told, and one can try again', async () => {
  tab.wire.refuseNext('engine.retune', 'gpu-unavailable');
  await tab.app.actions.engine.retune(false);
  tab.wire.refuseNext('run.profile', 'internal');
  await tab.app.actions.run.profile();
  expect(codes()).toEqual(['gpu-unavailable', 'internal']);
  expect(tab.state().errors.every(({ kind }) => kind === 'notice')).toBe(true);
  expect([engine().tuning, run().profiling]).toEqual([false, null]);
  await tab.app.actions.engine.retune(false);
  expect(engine().kernels).toEqual(fakeKernels);
});

test('a worker that dies meanwhile is told of once', async () => {
  tab.wire.silence('engine.retune');
  tab.wire.silence('run.profile');
  const waiting = [tab.app.actions.engine.retune(false), tab.app.actions.run.profile()];
  await Promise.resolve();
  tab.wire.crash('gone');
  await Promise.all(waiting);
  expect(codes()).toEqual(['worker-crashed']);
  expect([engine().tuning, run().profiling]).toEqual([false, null]);
});

test('a profile tells how far it is and belongs to its run', async () => {
  const seen: (number | undefined)[] = [];
  const stop = tab.app.store.subscribe((state) => seen.push(state.run.profiling?.made));
  const before = run().status?.step ?? 0;
  const first = tab.app.actions.run.profile();
  expect(run().profiling).toEqual({ made: 0, of: 8 });
  await Promise.all([first, tab.app.actions.run.profile()]);
  stop();
  expect(tab.wire.requestsOf('run.profile')).toHaveLength(1);
  expect(seen).toContain(0);
  expect(run().profiling).toBeNull();
  expect(run().profile).toEqual({ kind: 'measured', steps: 8, kernels: fakeTimes });
  expect(run().status?.step).toBe(before + 8);
  await tab.app.actions.run.start();
  expect(run().profile).toBeNull();
});

test('the palette offers what the device and the run allow', async () => {
  expect([enabled('retune'), enabled('retune-anew'), enabled('profile')]).toEqual([false, false, false]);
  onGpu();
  expect([enabled('retune'), enabled('retune-anew'), enabled('profile')]).toEqual([true, true, true]);
  onGpu([]);
  expect([enabled('retune'), enabled('profile')]).toEqual([true, false]);
  onGpu();
  await tab.app.actions.run.stop();
  expect([enabled('retune'), enabled('profile')]).toEqual([false, false]);
});
