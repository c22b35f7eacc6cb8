/** The compression lab, end to end: train a little, compress, see what it cost, take the file along. */
import { statSync } from 'node:fs';
import { expect, test } from 'vitest';
import { bytes } from '../../src/ui/format/numbers.ts';
import { small, testSite } from './harness.ts';
import { button, reachStep } from './trainingPage.ts';

const site = testSite();

test('a trained model is compressed by the recipe of a link, measured, put on the board, and saved', async () => {
  const page = await site.open(small({ recipe: 'magnitude_sparsity.0.3*rtn_bits.3', place: 'compress' }));
  await reachStep(page, 20);
  await page.getByRole('listitem', { name: /^Pass 2: rtn 3/ }).waitFor();
  await page.getByRole('button', { name: 'Compress', exact: true }).last().click();

  const card = page.getByRole('region', { name: 'Before and after', exact: true });
  await card.waitFor({ timeout: 90_000 });
  const [original, compressed] = await card
    .getByRole('row', { name: /as f32/ })
    .getByRole('cell')
    .allTextContents();
  const dot = page.getByRole('radio', { name: /^magnitude 30.*rtn 3/ });
  expect(await dot.getAttribute('aria-checked')).toBe('true');
  expect(await dot.getAttribute('aria-label')).toContain(compressed);
  expect(Number.parseFloat(compressed ?? '')).toBeLessThan(Number.parseFloat(original ?? '') / 2);

  const saving = page.waitForEvent('download');
  await card.getByRole('button', { name: /^Save the file/ }).click();
  const saved = await saving;
  expect(saved.suggestedFilename()).toMatch(/\.model\.trimtab\.safetensors$/);
  expect(bytes(statSync(await saved.path()).size)).toBe(compressed);

  await button(page, /^Train$/).click();
  expect(await page.getByRole('img', { name: /^Loss curves\./ }).count()).toBe(1);
  expect(new URL(page.url()).searchParams.get('recipe')).toBe('magnitude_sparsity.0.3*rtn_bits.3');
});
