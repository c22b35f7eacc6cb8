/** Models that ship: their list, opening one as a paused run, and what happens where it cannot be had or kept. */
import { expect, test } from 'vitest';
import { decodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { openExport } from '../../src/domain/files/openExport.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import type { Checkpoint, Storage } from '../../src/storage/contract.ts';
import { shippedModel } from './shippedModel.ts';
import { createFakeBrowser, type FakeTab, openTab, type TabOptions } from './testApp.ts';

const { card, siteFile, files } = shippedModel();

/** Storage on a disk, whose checkpoints the worker sees. */
function browserWithDisk() {
  const memory = memoryStorage();
  const saved: Checkpoint[] = [];
  const storage: Storage = {
    ...memory,
    kind: 'persistent',
    checkpoints: {
      ...memory.checkpoints,
      save: async (checkpoint) => {
        saved.push(checkpoint);
        browser.checkpoints.set(checkpoint.runId, checkpoint.step);
      },
    },
  };
  const browser = createFakeBrowser({ storage });
  return { browser, saved };
}

async function visit(
  options: TabOptions = { siteFile },
  disk = browserWithDisk(),
): Promise<FakeTab & { saved: Checkpoint[] }> {
  const tab = openTab(disk.browser, { reducedMotion: true, ...options });
  await tab.app.boot();
  return { ...tab, saved: disk.saved };
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

test('a model opens as a paused run at the end of its training, with its weights and its settings', async () => {
  const tab = await visit();
  expect(await tab.app.actions.shipped.open(card.id)).toBe(true);
  const { run, runs, config, shipped } = tab.state();
  expect(shipped.openingId).toBeNull();
  expect(run).toMatchObject({ phase: 'paused', resumedAt: card.training.steps });
  expect(runs.list).toMatchObject([{ id: run.runId, name: card.name.en, step: card.training.steps, visible: true }]);
  expect(runs.list[0]?.valLossNats).toBe(card.validation.lossNats);
  const [checkpoint] = tab.saved;
  const { weights, progress } = decodeCheckpoint(checkpoint?.bytes ?? new Uint8Array());
  const opened = openExport(files);
  for (const { name } of opened.tensors) expect(weights[name]?.data).toEqual(opened.weights[name]);
  expect(progress.step).toBe(card.training.steps);
  await expect.poll(() => tab.state().config.config).toEqual(opened.config);
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

test('what is missing, cut short or refused is told and leaves no run', async () => {
  const cut: TabOptions['siteFile'] = async (path) =>
    path.endsWith('.safetensors') ? (await siteFile(path)).subarray(1) : siteFile(path);
  const missing = await visit({});
  await missing.app.actions.shipped.read();
  expect(missing.state().shipped).toMatchObject({ cards: null, reading: false });
  expect(codes(missing)).toEqual(['bad-model file-missing']);
  missing.close();

  const short = await visit({ siteFile: cut });
  expect(await short.app.actions.shipped.open(card.id)).toBe(false);
  expect(await short.app.actions.shipped.open('nothing')).toBe(false);
  expect(short.state()).toMatchObject({ runs: { list: [] }, run: { runId: null }, shipped: { openingId: null } });
  expect(short.state().errors.map(({ report }) => report.code)).toContain('bad-model');
  short.close();

  const refused = await visit();
  refused.wire.refuseNext('run.start', 'out-of-memory');
  expect(await refused.app.actions.shipped.open(card.id)).toBe(false);
  expect(refused.state()).toMatchObject({ runs: { list: [] }, run: { runId: null } });
  expect(codes(refused)).toEqual(['out-of-memory ']);
  refused.close();
});

test('without storage the worker would not see it, which is told', async () => {
  const tab = openTab(createFakeBrowser(), { reducedMotion: true, siteFile });
  await tab.app.boot();
  expect(await tab.app.actions.shipped.open(card.id)).toBe(false);
  expect(codes(tab)).toEqual(['storage-unavailable opened-through-storage']);
  tab.close();
});
