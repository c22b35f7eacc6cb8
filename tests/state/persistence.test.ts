/** The whole way to a real database and back, as page and worker take it. */
import 'fake-indexeddb/auto';
import { afterEach, expect, it } from 'vitest';
import { printExperiment } from '../../src/domain/config/json.ts';
import { openStorage } from '../../src/storage/openStorage.ts';
import { freshName } from '../storage/fixtures.ts';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';
import { waitFor } from './waitFor.ts';

let open: FakeTab[] = [];
afterEach(() => {
  open.forEach((tab) => tab.close());
  open = [];
});

async function browserWithDatabase() {
  const name = freshName();
  const browser = createFakeBrowser({ storage: await openStorage(name) });
  const other = await openStorage(name);
  return { browser: { ...browser, storage: { ...browser.storage, close: () => undefined } }, other };
}

async function boot(tab: FakeTab): Promise<FakeTab> {
  open.push(tab);
  await tab.app.boot();
  return tab;
}

it('a reload finds in IndexedDB what the run had come to', async () => {
  const { browser, other } = await browserWithDatabase();
  const before = await boot(openTab(browser));
  const runId = before.state().run.runId ?? '';
  before.wire.engine.advance(120);
  before.app.actions.config.setValue('optimizer.learningRate', 0.123);
  await waitFor(() => expect(before.state().run.flags).toHaveLength(1));
  before.app.actions.runs.rename(runId, 'kept');
  before.hide();
  await waitFor(async () => expect(await other.runs.get(runId)).toMatchObject({ name: 'kept', phase: 'running' }));
  const after = await boot(before.reload());
  expect(after.state().run).toMatchObject({ runId, phase: 'running', resumedAt: 120 });
  expect(after.state().run.samples.map(({ step }) => step)).toEqual([50, 100]);
  expect(after.app.metrics.toCsv(runId)).toBe(before.app.metrics.toCsv(runId));
  expect(after.state().runs.list[0]).toMatchObject({ name: 'kept', flags: before.state().run.flags });
  expect(printExperiment(after.state().config.config)).toBe(
    printExperiment(before.state().run.config ?? after.state().config.base),
  );
});

it('a run that is deleted leaves nothing in IndexedDB', async () => {
  const { browser, other } = await browserWithDatabase();
  const tab = await boot(openTab(browser));
  const first = tab.state().run.runId ?? '';
  tab.wire.engine.advance(60);
  await tab.app.actions.run.newSeed();
  tab.hide();
  await waitFor(async () => expect(await other.runs.metrics(first)).not.toEqual([]));
  tab.app.actions.runs.remove(first);
  await waitFor(() => expect(tab.state().runs.removed?.id).toBe(first));
  tab.app.actions.runs.remove(tab.state().run.runId ?? '');
  await waitFor(async () => expect(await other.runs.get(first)).toBeNull());
  expect([await other.runs.metrics(first), await other.runs.samples(first)]).toEqual([[], []]);
});
