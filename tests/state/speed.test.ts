/** Timings of products: asked for once at a time, told of, and gone with the run that they are about. */
import { beforeEach, expect, test } from 'vitest';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';
import { fakeSpeed } from './fakeSpeed.ts';

let tab: FakeTab;

beforeEach(async () => {
  tab = openTab(createFakeBrowser(), { reducedMotion: true });
  await tab.app.boot();
  return () => tab.close();
});

const speed = () => tab.app.actions.speed;
const state = () => tab.state().speed;
const pausedRun = () => tab.app.actions.run.start({ paused: true });

test('needs a model, tells how far it is, and is not asked for twice', async () => {
  await speed().measure();
  expect(tab.wire.requestsOf('speed.measure')).toHaveLength(0);
  await pausedRun();
  const seen: (number | null)[] = [];
  const stop = tab.app.store.subscribe(({ speed: { progress } }) => seen.push(progress));
  await Promise.all([speed().measure(), speed().measure()]);
  stop();
  expect(seen).toContain(0.5);
  expect(tab.wire.requestsOf('speed.measure')).toMatchObject([{ payload: { variantId: null } }]);
  expect(state()).toEqual({ report: fakeSpeed, cache: null, progress: null, measuring: null, error: null });
});

test('goes by the ranks of the selected variant, and goes with the run', async () => {
  await pausedRun();
  await tab.app.actions.compression.open();
  await tab.app.actions.compression.run();
  await speed().measure();
  expect(tab.wire.requestsOf('speed.measure')).toMatchObject([{ payload: { variantId: 1 } }]);
  await tab.app.actions.run.restartSameSeed();
  expect(state().report).toBeNull();
});

test('is cancelled by a request, and a refusal is told', async () => {
  await pausedRun();
  const answer = tab.wire.silence('speed.measure');
  const waiting = speed().measure();
  await speed().cancel();
  expect(tab.wire.requestsOf('speed.cancel')).toHaveLength(1);
  answer();
  await waiting;
  tab.wire.refuseNext('speed.measure', 'internal');
  await speed().measure();
  expect(state()).toMatchObject({ progress: null, error: { code: 'internal', what: 'products' } });
});
