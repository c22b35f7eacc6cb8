/** A model from the shelf, end to end: opened by clicking, it writes, and is compressed, without any training. */
import { expect, test } from 'vitest';
import { small, testSite } from './harness.ts';
import { button, reachPhase, stepOf } from './trainingPage.ts';

const site = testSite();

test('a ready-made model is opened from the shelf, writes names and is compressed', async () => {
  const page = await site.open(small({ recipe: 'rtn_bits.3', place: 'compress', backend: 'wasm' }));
  await button(page, /^Ready-made models$/).click();
  const dialog = page.getByRole('dialog', { name: 'Open a ready-made model' });
  const card = dialog.getByRole('article', { name: 'First names (tiny)' });
  const loss = /Validation loss ([\d.]+), perplexity ([\d.]+)/.exec((await card.textContent()) ?? '');
  await card.getByRole('button', { name: /^Open/ }).click();
  await dialog.waitFor({ state: 'detached', timeout: 60_000 });

  await page.getByRole('button', { name: 'Compress', exact: true }).last().click();
  const region = page.getByRole('region', { name: 'Before and after', exact: true });
  await region.waitFor({ timeout: 90_000 });
  const perplexities = await region
    .getByRole('row', { name: /perplexity/i })
    .getByRole('cell')
    .allTextContents();
  // The panel reads part of the held-out text.
  expect(Number(perplexities[0]) / Number(loss?.[2])).toBeCloseTo(1, 1);

  await button(page, /^Train$/).click();
  await reachPhase(page, 'paused');
  expect(await stepOf(page)).toBeGreaterThan(1000);
  await page.getByRole('textbox', { name: 'Prompt' }).fill('Ma');
  await button(page, /^Generate$/).click();
  const written = page.getByLabel('Generated text');
  const length = async (): Promise<number> => ((await written.textContent()) ?? '').length;
  await expect.poll(length, { timeout: 30_000 }).toBeGreaterThan(40);
});
