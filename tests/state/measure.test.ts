/** What the machine can do: measured when asked for, kept with its date, and gone with the engine that it belongs to. */
import { beforeEach, expect, test } from 'vitest';
import { fakePeaks } from './fakeEngine.ts';
import { fakeKernels } from './fakeKernels.ts';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  tab = openTab(createFakeBrowser());
  await tab.app.boot();
  return () => tab.close();
});

test('nothing is measured before it is asked for', () => {
  expect(tab.state().engine.peaks).toBeNull();
  expect(tab.wire.requestsOf('engine.measure')).toHaveLength(0);
});

test('is kept with its date, measured again on demand, and not twice at once', async () => {
  const before = Date.now();
  const first = tab.app.actions.engine.measure();
  expect(tab.state().engine.measuring).toBe(true);
  await Promise.all([first, tab.app.actions.engine.measure()]);
  expect(tab.wire.requestsOf('engine.measure')).toHaveLength(1);
  const { peaks, measuring } = tab.state().engine;
  expect(measuring).toBe(false);
  expect(peaks).toMatchObject(fakePeaks);
  expect(peaks?.measuredAt).toBeGreaterThanOrEqual(before);
  await tab.app.actions.engine.measure();
  expect(tab.wire.requestsOf('engine.measure')).toHaveLength(2);
});

test('kernels that are shown have their shares of the new peak', async () => {
  await tab.app.actions.engine.measure();
  expect(tab.wire.requestsOf('engine.kernels')).toHaveLength(0);
  await tab.app.actions.engine.retune(false);
  await tab.app.actions.engine.measure();
  expect(tab.wire.requestsOf('engine.kernels')).toHaveLength(1);
  expect(tab.state().engine.kernels).toEqual(fakeKernels);
});

test('starts the engine where none is started', async () => {
  const waiting = openTab(createFakeBrowser(), { reducedMotion: true });
  await waiting.app.actions.engine.measure();
  expect(waiting.state().engine).toMatchObject({ phase: 'ready', peaks: fakePeaks });
  waiting.close();
});

test('another backend has other limits', async () => {
  await tab.app.actions.engine.measure();
  await tab.app.actions.engine.choose('wasm');
  expect(tab.state().engine.peaks).toBeNull();
});

test('a refusal is told, and one can try again', async () => {
  tab.wire.refuseNext('engine.measure', 'out-of-memory');
  await tab.app.actions.engine.measure();
  expect(tab.state().errors).toMatchObject([{ kind: 'notice', report: { code: 'out-of-memory' } }]);
  expect(tab.state().engine.measuring).toBe(false);
  await tab.app.actions.engine.measure();
  expect(tab.state().engine.peaks).toMatchObject(fakePeaks);
});

test('a worker that dies meanwhile is told of once', async () => {
  tab.wire.silence('engine.measure');
  const measuring = tab.app.actions.engine.measure();
  await Promise.resolve();
  tab.wire.crash('gone');
  await measuring;
  expect(tab.state().errors.map(({ report }) => report.code)).toEqual(['worker-crashed']);
  expect(tab.state().engine).toMatchObject({ measuring: false, peaks: null });
});
