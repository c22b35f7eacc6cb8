/** The sensitivity map, end to end: measured on a model that was just trained, chosen from, compressed by. */
import { expect, test } from 'vitest';
import { small, testSite } from './harness.ts';
import { reachStep } from './trainingPage.ts';

const site = testSite();

test('a map is measured, its choice becomes a recipe, and the recipe a variant', async () => {
  const page = await site.open(small({ recipe: 'rtn_bits.4', place: 'compress' }));
  await reachStep(page, 20);
  const map = page.getByRole('region', { name: 'Sensitivity map', exact: true });
  await map.getByRole('combobox').selectOption('rtn');
  await map.getByRole('button', { name: 'Measure', exact: true }).click();
  await map
    .getByRole('gridcell', { name: /, 5 bits: / })
    .last()
    .waitFor({ timeout: 90_000 });
  await map.getByRole('progressbar').waitFor({ state: 'detached', timeout: 60_000 });
  expect(await map.getByRole('gridcell', { name: /not measured/ }).count()).toBe(0);

  const first = map.getByRole('gridcell', { name: /^h\.0\.attn\.c_attn, 8 bits/ });
  await first.focus();
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('End');
  await page.keyboard.press('Enter');
  expect(await map.getByRole('gridcell', { selected: true }).count()).toBe(2);
  await map.getByRole('button', { name: 'Take into the recipe' }).click();
  await page.getByRole('listitem', { name: /^Pass 2: rtn 2.*\(h\.0\.attn\.c_proj\)/ }).waitFor();

  await map.getByRole('button', { name: 'Choose for me' }).click();
  await map.getByText(/This is what the map suggests/).waitFor();
  await map.getByRole('button', { name: 'Compress so', exact: true }).click();
  await page.getByRole('region', { name: 'Before and after', exact: true }).waitFor({ timeout: 90_000 });
  // The address follows within moments.
  expect(new URL(page.url()).searchParams.get('recipe')).toBe(
    'rtn_bits.8_only.h.0.attn.c--attn*rtn_bits.2_only.h.0.attn.c--proj',
  );
});
