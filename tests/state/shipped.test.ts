/** Models that ship: their list, opening one as a paused run, and what happens where it cannot be had. */
import { expect, test } from 'vitest';
import { TrimtabError } from '../../src/domain/core/errors.ts';
import { openedConfig } from './fakeFiles.ts';
import { shippedModel } from './shippedModel.ts';
import { createFakeBrowser, type FakeTab, openTab, type TabOptions } from './testApp.ts';
import { waitFor } from './waitFor.ts';

const { card, siteFile } = shippedModel();
const gone = new TrimtabError('bad-model', { reason: 'unreachable' });

async function visit(options: TabOptions = { siteFile }): Promise<FakeTab> {
  const tab = openTab(createFakeBrowser(), { reducedMotion: true, ...options });
  await tab.app.boot();
  return tab;
}

const codes = (tab: FakeTab) =>
  tab.state().errors.map(({ report }) => `${report.code} ${report.detail['reason'] ?? ''}`);

test('cards are read once', async () => {
  let reads = 0;
  const tab = await visit({ siteFile: (path) => (reads++, siteFile(path)) });
  const { read } = tab.app.actions.shipped;
  await Promise.all([read(), read()]);
  await read();
  expect(tab.state().shipped).toEqual({ cards: [card], reading: false, openingId: null });
  expect(reads).toBe(1);
  tab.close();
});

test('a model opens as a paused run at the end of its training, with its settings', async () => {
  const tab = await visit();
  expect(await tab.app.actions.shipped.open(card.id)).toBe(true);
  const { run, runs, config, shipped } = tab.state();
  expect(shipped.openingId).toBeNull();
  expect(run).toMatchObject({ phase: 'paused', resumedAt: card.training.steps });
  expect(runs.list).toMatchObject([{ id: run.runId, name: card.name.en, step: card.training.steps, visible: true }]);
  expect(runs.list[0]?.valLossNats).toBe(card.validation.lossNats);
  const [request] = tab.wire.requests.flatMap((sent) => (sent.name === 'files.open' ? [sent.payload] : []));
  const { steps: step, tokensSeen, seconds: elapsedSeconds } = card.training;
  expect(request).toMatchObject({ runId: run.runId, corpus: null, progress: { step, tokensSeen, elapsedSeconds } });
  expect(request?.files.map(({ name }) => name)).toEqual(expect.arrayContaining(card.files.map(({ name }) => name)));
  await waitFor(() => expect(tab.state().config.config).toEqual(openedConfig));
  expect(tab.state().files).toMatchObject({ opening: null, opened: null, error: null });
  expect(config.problems).toEqual([]);
  expect(codes(tab)).toEqual([]);
  tab.close();
});

test('the run before is over, and the model is still there after a reload', async () => {
  const tab = await visit();
  await tab.app.actions.run.start({ paused: true });
  const before = tab.state().run.runId;
  await tab.app.actions.shipped.open(card.id);
  const { runId } = tab.state().run;
  expect(tab.state().runs.list.find(({ id }) => id === before)?.phase).toBe('stopped');
  tab.hide();
  const again = tab.reload();
  await again.app.boot();
  expect(again.state().runs.list.map(({ id }) => id)).toContain(runId);
  again.close();
});

test('what is missing or refused is told and leaves no run', async () => {
  const missing = await visit({});
  await missing.app.actions.shipped.read();
  expect(missing.state().shipped).toMatchObject({ cards: null, reading: false });
  expect(codes(missing)).toEqual(['bad-model file-missing']);
  missing.close();

  const partly = await visit({
    siteFile: async (path) => (path.endsWith('.safetensors') ? Promise.reject(gone) : siteFile(path)),
  });
  expect(await partly.app.actions.shipped.open(card.id)).toBe(false);
  expect(partly.state().errors).toMatchObject([{ report: { detail: { reason: 'unreachable' } } }]);
  expect(await partly.app.actions.shipped.open('nothing')).toBe(false);
  expect(partly.state()).toMatchObject({ runs: { list: [] }, run: { runId: null }, shipped: { openingId: null } });
  expect(codes(partly)).toEqual(['bad-model file-missing']);
  partly.close();

  const refused = await visit();
  refused.wire.refuseNext('run.start', 'out-of-memory');
  expect(await refused.app.actions.shipped.open(card.id)).toBe(false);
  expect(refused.state()).toMatchObject({ runs: { list: [] }, run: { runId: null } });
  expect(codes(refused)).toEqual(['out-of-memory ']);
  refused.close();
});
