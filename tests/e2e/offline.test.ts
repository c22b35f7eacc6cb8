/** The second visit: without a network, and on a host that sends no headers. */
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { testSite } from './harness.ts';
import { reachStep } from './trainingPage.ts';

/** Resolves when the service worker has kept its files and answers for this page. */
async function kept(page: Page): Promise<void> {
  await page.evaluate(async () => {
    const { serviceWorker } = navigator;
    await serviceWorker.ready;
    if (!serviceWorker.controller)
      await new Promise((done) => serviceWorker.addEventListener('controllerchange', done));
  });
}

const isolated = (page: Page): Promise<boolean> => page.evaluate(() => crossOriginIsolated);

describe('after one visit', () => {
  const site = testSite();

  test('the page opens and trains without its host', async () => {
    const first = await site.open();
    await kept(first);
    const profile = first.context();
    await first.close();
    await site.stopServing();
    const second = await site.open('', {}, profile);
    await reachStep(second, 3);
  });
});

describe('on a host that sends no headers', () => {
  const site = testSite({ isolated: false });

  test('the first visit trains without isolation, the second with it', async () => {
    const first = await site.open();
    expect(await isolated(first)).toBe(false);
    await reachStep(first, 1);
    await kept(first);
    const second = await site.open('', {}, first.context());
    expect(await isolated(second)).toBe(true);
    await reachStep(second, 1);
  });
});
