/** Many recipes in turn, on one state of the model. */
import { beforeEach, expect, test } from 'vitest';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  tab = openTab(createFakeBrowser(), { reducedMotion: true });
  await tab.app.boot();
  await lab().open();
  return () => tab.close();
});

const lab = () => tab.app.actions.compression;
const state = () => tab.state().compression;
const pausedRun = () => tab.app.actions.run.start({ paused: true });

test('makes one variant after another, with what is left as the recipe has it', async () => {
  await pausedRun();
  lab().setRest('int8');
  await lab().sweep();
  const asked = tab.wire.requestsOf('compress.run');
  expect(state().variants.map(({ recipe }) => recipe.passes[0]?.method)).toEqual([
    ...Array.from({ length: 5 }, () => ['rtn', 'gptq']).flat(),
    'magnitude',
    'wanda',
    'sparse-gpt',
  ]);
  expect(asked).toHaveLength(13);
  expect(state().variants.every(({ recipe }) => recipe.rest === 'int8')).toBe(true);
  expect(state().working).toBeNull();
});

test('is of one state of the model: training stands still, and goes on afterwards', async () => {
  await tab.app.actions.run.start();
  const phases: string[] = [];
  const stop = tab.app.store.subscribe(({ run, compression }) => {
    if (compression.working !== null) phases.push(run.phase);
  });
  await lab().sweep();
  stop();
  expect(new Set(phases)).toEqual(new Set(['paused']));
  expect(new Set(state().variants.map(({ step }) => step)).size).toBe(1);
  expect(tab.state().run.phase).toBe('running');
});

test('that is cancelled keeps what is there', async () => {
  await pausedRun();
  const stop = tab.app.store.subscribe(({ compression }) => {
    if (compression.working?.done === 3 && !compression.working.cancelling) void lab().cancel();
  });
  await lab().sweep();
  stop();
  expect(state().variants.length).toBeGreaterThanOrEqual(3);
  expect(state().variants.length).toBeLessThan(6);
  expect(tab.wire.requestsOf('compress.cancel').length).toBeGreaterThan(0);
  expect(state()).toMatchObject({ working: null, error: null });
});
