/** Trying a recipe's passes in other orders. */
import { beforeEach, expect, test } from 'vitest';
import { rankedOrders, whyNoOrders } from '../../src/state/compression/orders.ts';
import { createFakeBrowser, type FakeTab, openTab } from './testApp.ts';

let tab: FakeTab;

beforeEach(async () => {
  tab = openTab(createFakeBrowser(), { reducedMotion: true });
  await tab.app.boot();
  await lab().open();
  await tab.app.actions.run.start({ paused: true });
  return () => tab.close();
});

const lab = () => tab.app.actions.compression;
const state = () => tab.state().compression;
const recipesTried = () => state().variants.map(({ recipe }) => recipe.passes.map(({ method }) => method).join(' '));

test('needs two passes', async () => {
  expect(whyNoOrders(tab.state())).toBe('one-pass');
  await lab().tryOrders();
  expect([state().variants, state().orders]).toEqual([[], null]);
});

test('makes a variant of every order and ranks them', async () => {
  lab().addPass('wanda');
  await lab().run();
  await lab().tryOrders();
  expect(recipesTried()).toEqual(['gptq wanda', 'gptq wanda', 'wanda gptq']);
  expect(state().orders).toEqual({ variantIds: [2, 3], of: 2 });
  const worse = state().variants.map((variant) =>
    variant.variantId === 2 ? { ...variant, after: { ...variant.after, lossNats: 9 } } : variant,
  );
  const ranked = rankedOrders({ ...state(), variants: worse }, { variantIds: [2, 3], of: 2 });
  expect(ranked.map(({ variantId }) => variantId)).toEqual([3, 2]);
});

test('cancelling keeps what is there, with the order in hand if it was done, and says that not all were tried', async () => {
  lab().addPass('wanda');
  lab().addPass('svd');
  const stop = tab.app.store.subscribe(({ compression }) => {
    if (compression.working?.done === 1 && !compression.working.cancelling) void lab().cancel();
  });
  await lab().tryOrders();
  stop();
  expect(state().orders).toEqual({ variantIds: [1, 2], of: 6 });
});

test('they go with the run', async () => {
  lab().addPass('wanda');
  await lab().tryOrders();
  await tab.app.actions.run.restartSameSeed();
  expect(state().orders).toBeNull();
});
