/** Models as files, end to end: train a little, take the model along, open it again, and its compressed form. */
import type { Page } from 'playwright';
import { expect, test } from 'vitest';
import { small, testSite } from './harness.ts';
import { button, reachPhase, reachStep, stepOf } from './trainingPage.ts';

const site = testSite();

/** What a click has the browser save, under the names that it is saved by. */
async function saved(page: Page, click: () => Promise<void>, count: number) {
  const files: { name: string; buffer: Buffer }[] = [];
  const { readFile } = await import('node:fs/promises');
  const done = new Promise<void>((resolve, reject) => {
    page.on('download', (download) => {
      download
        .path()
        .then(async (path) => {
          files.push({ name: download.suggestedFilename(), buffer: await readFile(path) });
          if (files.length === count) resolve();
        })
        .catch(reject);
    });
  });
  await click();
  await done;
  page.removeAllListeners('download');
  return files.map((file) => ({ ...file, mimeType: 'application/octet-stream' }));
}

test('a saved model and its compressed form are opened by the picker in a fresh profile', async () => {
  const page = await site.open(small({ recipe: 'rtn_bits.3' }));
  await reachStep(page, 20);
  await page.keyboard.press('Space');
  await reachPhase(page, 'paused');
  const step = await stepOf(page);
  await button(page, /^Download/).click();
  const model = await saved(page, () => page.getByRole('menuitem', { name: /Weights/ }).click(), 4);
  expect(model.map(({ name }) => name.replace(/^[^.]+\./, '')).toSorted()).toEqual([
    'config.json',
    'experiment.json',
    'model.safetensors',
    'tokenizer.json',
  ]);

  const other = await site.open('?place=compress', { reducedMotion: 'reduce' });
  await other.getByRole('button', { name: 'Open a model' }).last().click();
  const dialog = other.getByRole('dialog', { name: 'Open a model' });
  await dialog.locator('input[type=file][multiple]').setInputFiles(model);
  await dialog.getByText(/is open/).waitFor({ timeout: 60_000 });
  expect(await dialog.textContent()).toMatch(new RegExp(`A run of Trimtab’s\\. .* at step ${step}\\.`));
  await dialog.getByRole('button', { name: 'Evaluate' }).click();
  await dialog.getByText(/Validation loss .* nats/).waitFor({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Compress it' }).click();

  await other.getByRole('button', { name: 'Compress', exact: true }).last().click();
  const card = other.getByRole('region', { name: 'Before and after', exact: true });
  await card.waitFor({ timeout: 90_000 });
  const compressed = await saved(other, () => card.getByRole('button', { name: /^Save the file/ }).click(), 2);
  await other.keyboard.press('o');
  await dialog.locator('input[type=file][multiple]').setInputFiles(compressed);
  await dialog.getByText(/A compressed model/).waitFor({ timeout: 60_000 });
  await dialog.getByRole('button', { name: 'Compress it' }).click();
  await card.getByText(/before and after are the same model/).waitFor({ timeout: 60_000 });
  const again = await saved(other, () => card.getByRole('button', { name: /^Save the file/ }).click(), 2);
  const weights = (files: typeof again): Buffer | undefined =>
    files.find(({ name }) => name.endsWith('.safetensors'))?.buffer;
  expect(weights(again)?.equals(weights(compressed) ?? Buffer.alloc(0))).toBe(true);
});
