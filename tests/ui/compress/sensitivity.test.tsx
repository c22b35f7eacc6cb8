/** The sensitivity map as a person meets it: measured, read, painted by key and by pointer, made into a recipe. */
import { act, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { sensitivityWords } from '../../../src/i18n/sensitivityWords.ts';
import CompressResults from '../../../src/ui/compress/CompressResults.tsx';
import RecipeColumn from '../../../src/ui/compress/RecipeColumn.tsx';
import { riseText, shadeOf } from '../../../src/ui/compress/sensitivity/mapFigures.ts';
import { renderTab, screen, within } from '../renderApp.tsx';

const part = (
  <>
    <RecipeColumn />
    <CompressResults />
  </>
);

async function open({ run = true } = {}) {
  const shown = renderTab({ part });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    if (run) await app.actions.run.start({ paused: true });
    app.actions.view.goTo('compress');
    await app.actions.compression.open();
  });
  const state = () => shown.tab.state().sensitivity;
  const measured = async (): Promise<void> => {
    await shown.user.click(button('Measure'));
    await waitFor(() => expect(state().working).toBeNull());
  };
  return { ...shown, app, state, measured };
}

const panel = () => within(screen.getByRole('region', { name: 'Sensitivity map' }));
const button = (name: string | RegExp): HTMLElement => panel().getByRole('button', { name });
const cell = (name: RegExp): HTMLElement => panel().getByRole('gridcell', { name });

test('without a model there is nothing to measure', async () => {
  await open({ run: false });
  expect(button('Measure').hasAttribute('disabled')).toBe(true);
  expect(panel().getByText(/Not all matrices mind/)).toBeTruthy();
});

test('a map has a figure, a shade and a name in every cell', async () => {
  const { tab, measured } = await open();
  await measured();
  expect(tab.wire.requestsOf('sensitivity.run')).toMatchObject([
    { payload: { pass: { method: 'gptq', group: 32 }, levels: [8, 6, 5, 4, 3, 2] } },
  ]);
  const rows = panel().getAllByRole('row').slice(1);
  // A thousandth and a hundredth of a nat at the mildest level, and twice as much at each further one.
  expect(rows.map((row) => [...row.children].map(({ textContent }) => textContent))).toEqual([
    ['h.0.attn.c_attn', '+10', '+20', '+40', '+80', '+160', '+320'],
    ['h.0.mlp.c_fc', '+1.0', '+2.0', '+4.0', '+8.0', '+16', '+32'],
  ]);
  expect(rows.map((row) => [...row.querySelectorAll('td')].map(({ dataset }) => dataset['shade']))).toEqual([
    ['3', '3', '4', '4', '5', '6'],
    ['1', '1', '2', '2', '3', '4'],
  ]);
  expect(cell(/^h\.0\.mlp\.c_fc, 4 bits: \+8\.0, 20\.0\skB$/)).toBeTruthy();
  expect(panel().getByText(/against 1\.5000 on the same 8,192 tokens; step 0/)).toBeTruthy();
});

test('while it is measured the cells come one by one, with the time left; cancelling keeps them', async () => {
  const { tab, user, state } = await open();
  await user.click(button('Measure'));
  await waitFor(() => expect(state().working?.done ?? 0).toBeGreaterThan(1));
  expect(panel().getByText('Measuring, one matrix at a time')).toBeTruthy();
  expect(panel().getByText(/of 12, about 0:0/)).toBeTruthy();
  await user.click(button('Cancel'));
  await waitFor(() => expect(state().working).toBeNull());
  expect(tab.wire.requestsOf('sensitivity.cancel')).toHaveLength(1);
  const done = state().map?.cells.length ?? 0;
  expect(done).toBeGreaterThan(1);
  expect(done).toBeLessThan(12);
  expect(panel().getAllByRole('gridcell', { name: /not measured/ })).toHaveLength(12 - done);
  // From the middle out: both matrices at 4 bits come first.
  expect(cell(/^h\.0\.attn\.c_attn, 4 bits: /)).toBeTruthy();
});

test('cells are reached by one tab and arrow keys, painted by space, and become passes of the recipe', async () => {
  const { tab, user, measured, state } = await open();
  await measured();
  expect(
    panel()
      .getAllByRole('gridcell')
      .filter(({ tabIndex }) => tabIndex === 0),
  ).toHaveLength(1);
  act(() => cell(/^h\.0\.attn\.c_attn, 8 bits/).focus());
  await user.keyboard(' {ArrowDown}{End}{ArrowLeft}{Enter}');
  expect(document.activeElement).toBe(cell(/^h\.0\.mlp\.c_fc, 3 bits: .*, chosen$/));
  expect(state().painted).toEqual({ 'transformer.h.0.attn.c_attn.weight': 8, 'transformer.h.0.mlp.c_fc.weight': 3 });
  expect(panel().getByText(/Chosen: 2 of 2 matrices, 6\.00 bits on average; their rises add up to \+26/)).toBeTruthy();
  await user.click(button('Take into the recipe'));
  expect(tab.state().compression.recipe?.passes).toMatchObject([
    { method: 'gptq', bits: 8, only: 'h.0.attn.c_attn' },
    { method: 'gptq', bits: 3, only: 'h.0.mlp.c_fc' },
  ]);
  expect(screen.getByText('Only h.0.attn.c_attn')).toBeTruthy();
  await user.click(screen.getByRole('button', { name: 'Use pass 1 for all matrices' }));
  expect(tab.state().compression.recipe?.passes[0]).not.toHaveProperty('only');
  await user.click(cell(/^h\.0\.mlp\.c_fc, 3 bits/));
  expect(state().painted).toEqual({ 'transformer.h.0.attn.c_attn.weight': 8 });
});

test('what the map chooses fits the average; what a person chooses is compared with it in the same size', async () => {
  const { tab, user, measured, state } = await open();
  await measured();
  await user.click(button('Choose for me'));
  expect(state().painted).toEqual({ 'transformer.h.0.attn.c_attn.weight': 5, 'transformer.h.0.mlp.c_fc.weight': 2 });
  expect(panel().getByText(/3\.80 bits on average.*This is what the map suggests/)).toBeTruthy();
  await user.click(button('Choose 4 bits for all matrices'));
  await user.click(button('Compress so, and as chosen by itself'));
  await waitFor(() => expect(tab.state().compression.variants).toHaveLength(2));
  expect(tab.state().compression.variants.map(({ recipe }) => recipe.passes.map((pass) => pass['bits']))).toEqual([
    [4],
    [5, 2],
  ]);
});

test('a map goes with its run, and choices with their method', async () => {
  const { user, measured, state, app } = await open();
  await measured();
  await user.click(button('Choose 4 bits for all matrices'));
  await user.selectOptions(panel().getByRole('combobox'), 'wanda');
  await measured();
  expect(state().painted).toEqual({});
  expect(
    panel()
      .getAllByRole('columnheader')
      .map(({ textContent }) => textContent?.replace(/\s/g, ' ')),
  ).toEqual(['Matrix', ...[30, 40, 50, 60, 70, 80].map((share) => `${share} %`)]);
  await act(() => app.actions.run.start({ paused: true }));
  expect(state().map).toBeNull();
});

test('a failure is told with its cause', async () => {
  const { tab, user } = await open();
  tab.wire.refuseNext('sensitivity.run', 'out-of-memory');
  await user.click(button('Measure'));
  await waitFor(() => expect(panel().getByRole('alert').textContent).toContain('could not be measured'));
});

test('figures: gains have their sign and no shade, next to nothing is 0', () => {
  expect([-0.0123, -0.0004, 0.00002, 0.0004, 0.0099, 1.2].map(riseText)).toEqual([
    '−12',
    '−0.4',
    '0',
    '+0.4',
    '+9.9',
    '+1200',
  ]);
  expect([-1, 0, 0.0009, 0.001, 0.0299, 0.03, 5].map(shadeOf)).toEqual([0, 0, 0, 1, 3, 4, 6]);
});

test('a screen reader stumbles over nothing; in Chinese no English is left', async () => {
  const { tab, user, measured } = await open();
  await measured();
  await user.click(button('Choose for me'));
  const { violations } = await axe.run(screen.getByRole('region', { name: 'Sensitivity map' }));
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
  act(() => tab.app.actions.preferences.setLanguage('zh'));
  const text = screen.getByRole('region', { name: '敏感度图' }).textContent ?? '';
  expect(text).not.toMatch(/[A-Z][a-z]+ [a-z]+ [a-z]+/);
  expect(text).not.toMatch(/\{\w+\}/);
  const values = (words: string): readonly string[] => [...words.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
  for (const { en, zh } of Object.values(sensitivityWords)) expect(values(zh)).toEqual(values(en));
});
