/** Both languages, both themes, both ends of the range of screens; no violation that axe can find in any of them. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type axe from 'axe-core';
import type { Page } from 'playwright';
import { describe, expect, test } from 'vitest';
import { small, testSite } from './harness.ts';
import { button, reachPhase, reachStep } from './trainingPage.ts';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const site = testSite();

/** Trains a little, so that every panel has something in it, and stands still. */
async function settle(page: Page): Promise<void> {
  await reachStep(page, 12);
  await button(page, /^(Pause|暂停)/).click();
  await reachPhase(page, 'paused');
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(axeSource);
  return page.evaluate(async () => {
    const { axe: checker } = globalThis as unknown as { axe: typeof axe };
    const { violations: found } = await checker.run();
    return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
  });
}

describe.each(['en', 'zh'] as const)('in %s', (lang) => {
  test.each(['light', 'dark'] as const)('%s theme', async (colorScheme) => {
    const page = await site.open(small({ lang }), { colorScheme });
    await settle(page);
    expect(await page.locator('html').getAttribute('lang')).toMatch(new RegExp(`^${lang}`));
    expect(await violations(page)).toEqual([]);
  });

  test.each(['light', 'dark'] as const)('the compression lab, %s theme', async (colorScheme) => {
    const page = await site.open(small({ lang, place: 'compress', recipe: 'rtn_bits.3' }), { colorScheme });
    await settle(page);
    await page
      .getByRole('button', { name: /^(Compress|压缩)$/ })
      .last()
      .click();
    await page.getByRole('radio', { name: /^rtn 3/ }).waitFor({ timeout: 60_000 });
    expect(await violations(page)).toEqual([]);
  });

  test('on a phone', async () => {
    const page = await site.open(small({ lang }), { viewport: { width: 390, height: 844 }, hasTouch: true });
    await settle(page);
    expect(await violations(page)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
  });
});

test('the language can be changed while training runs, and stays', async () => {
  const page = await site.open(small());
  await reachStep(page, 5);
  await button(page, /^中文$/).click();
  await expect.poll(() => page.getByRole('heading', { name: '损失' }).count()).toBeGreaterThan(0);
  await page.reload();
  await expect.poll(() => page.getByRole('heading', { name: '损失' }).count()).toBeGreaterThan(0);
});

test('fits on a small laptop without scrolling the page', async () => {
  const page = await site.open(small(), { viewport: { width: 1366, height: 768 } });
  await reachStep(page, 5);
  const overflow = () =>
    page.evaluate(() => ({
      x: document.documentElement.scrollWidth - window.innerWidth,
      y: document.documentElement.scrollHeight - window.innerHeight,
    }));
  expect(await overflow()).toEqual({ x: 0, y: 0 });
  // Nor do words that are only read out, in tables far down a column.
  await button(page, /^Optimizer x-ray$/).click();
  await page.getByRole('table', { name: /how far a step moves/ }).waitFor();
  expect(await overflow()).toEqual({ x: 0, y: 0 });
});
