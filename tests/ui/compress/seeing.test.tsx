/** Looking into a model as a person does it: clip point, bits, zeros, errors by depth, in both languages. */
import { act, fireEvent } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { seeingWords } from '../../../src/i18n/seeingWords.ts';
import CompressResults from '../../../src/ui/compress/CompressResults.tsx';
import { klStrength } from '../../../src/ui/compress/seeing/klTint.ts';
import { fitting } from '../../../src/ui/compress/seeing/SweepPanel.tsx';
import { renderTab, screen, within } from '../renderApp.tsx';

const nbsp = '\u00a0';

async function open({ variant = false } = {}) {
  const shown = renderTab({ part: <CompressResults /> });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.actions.run.start({ paused: true });
    app.actions.view.goTo('compress');
    await app.actions.compression.open();
    if (variant) await app.actions.compression.run();
  });
  return { ...shown, lab: app.actions.compression, state: () => shown.tab.state().compression };
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const lens = async ({ user }: Awaited<ReturnType<typeof open>>, view?: string): Promise<void> => {
  await user.click(button('Look into a matrix'));
  if (view !== undefined) await user.click(await screen.findByRole('radio', { name: view }));
};
const slider = (): Promise<HTMLElement> => screen.findByRole('slider', { name: 'Clip point' });
const shareOf = (handle: HTMLElement): number => Number(handle.getAttribute('aria-valuenow'));
const figure = (row: string, column: number): string =>
  within(screen.getByRole('row', { name: new RegExp(`^${row}`) })).getAllByRole('cell')[column]?.textContent ?? '';

describe('the clip point', () => {
  test('is moved by key and by pointer; figures follow, and the best is one press away', async () => {
    const shown = await open();
    await lens(shown);
    const handle = await slider();
    expect(shareOf(handle)).toBe(100);
    expect(figure('All numbers', 3)).toBe(`0.0${nbsp}%`);
    handle.focus();
    await shown.user.keyboard('{ArrowUp}');
    expect(shareOf(handle)).toBe(100);
    await shown.user.keyboard('{PageDown}{ArrowDown}');
    expect(shareOf(handle)).toBe(89);
    expect(figure('All numbers', 0)).not.toBe(figure('All numbers', 1));
    await shown.user.keyboard('{Home}');
    expect(shareOf(handle)).toBe(5);
    expect(figure('All numbers', 3)).not.toBe(`0.0${nbsp}%`);
    await shown.user.click(button(/^Go to the best/));
    const best = shareOf(handle);
    expect(best).toBeGreaterThan(5);
    const least = Number(figure('All numbers', 0));
    await shown.user.keyboard('{Tab}');
    act(() => handle.focus());
    await shown.user.keyboard('{ArrowDown}{ArrowDown}');
    expect(Number(figure('All numbers', 0))).toBeGreaterThan(least);
    const chart = screen.getByRole('group', { name: /^Histogram of h\.0\.attn\.c_attn/ });
    chart.setPointerCapture = () => undefined;
    fireEvent.pointerDown(chart, { clientX: 700, buttons: 1 });
    const right = shareOf(handle);
    fireEvent.pointerMove(chart, { clientX: 600, buttons: 1 });
    expect(shareOf(handle)).not.toBe(right);
  });

  test('goes into the recipe where that can have one, and is explained where not', async () => {
    const shown = await open();
    await lens(shown);
    await slider();
    expect(button('Use this clip').hasAttribute('disabled')).toBe(true);
    expect(screen.getByText(/finds its levels itself/)).toBeTruthy();
    act(() => shown.lab.setPassMethod(0, 'rtn'));
    (await slider()).focus();
    await shown.user.keyboard('{PageDown}');
    await shown.user.click(button('Use this clip'));
    expect(shown.state().recipe?.passes).toEqual([
      { method: 'rtn', bits: 4, symmetric: true, granularity: 'tensor', group: 32, clip: 0.9, clipSearch: false },
    ]);
    expect(screen.getByText(/now clips at 90/)).toBeTruthy();
    act(() => shown.lab.undo());
    expect(shown.state().recipe?.passes[0]?.['clip']).toBe(1);
    await shown.user.selectOptions(screen.getByRole('combobox', { name: 'Levels' }), 'nf4');
    expect(screen.getByText(/always span the whole group/)).toBeTruthy();
    await shown.user.click(screen.getByRole('radio', { name: 'Inputs' }));
    expect(screen.getByText(/quantise weights, not inputs/)).toBeTruthy();
  });

  test('of one row stands beside all rows', async () => {
    const shown = await open();
    await lens(shown);
    await slider();
    await shown.user.click(screen.getByRole('radio', { name: 'Row' }));
    await screen.findByRole('row', { name: /^The group shown/ });
    const first = figure('The group shown', 0);
    const field = screen.getByRole('spinbutton', { name: 'Shown, of 12' });
    fireEvent.change(field, { target: { value: '3' } });
    await act(async () => undefined);
    expect(figure('The group shown', 0)).not.toBe(first);
  });
});

describe('a weight', () => {
  test('is chosen by key or number and shown bit by bit', async () => {
    const shown = await open();
    await lens(shown, 'Bits of a weight');
    const picture = await screen.findByRole('application', { name: /row 0, column 0/ });
    picture.focus();
    await shown.user.keyboard('{ArrowDown}{ArrowRight}{ArrowRight}');
    expect(screen.getByRole('application', { name: /row 1, column 2/ })).toBe(picture);
    const bits = (format: string): string | undefined =>
      within(screen.getByRole('row', { name: new RegExp(`^${format} `) })).getAllByRole('cell')[0]?.textContent ?? '';
    expect(bits('f32')).toMatch(/^[01]sign[01]{8}exponent[01]{23}mantissa$/);
    expect(bits('bf16')).toMatch(/^[01]sign[01]{8}exponent[01]{7}mantissa$/);
    expect(bits('int4')).toMatch(/^[01]{4}code/);
    const before = bits('f32');
    fireEvent.change(screen.getByRole('spinbutton', { name: 'Column (input)' }), { target: { value: '63' } });
    expect(bits('f32')).not.toBe(before);
    expect(within(screen.getByRole('row', { name: /^f32 / })).getByText('exact')).toBeTruthy();
  });

  test('that was pruned is a hole in the picture of its variant', async () => {
    const shown = await open({ variant: true });
    await lens(shown, 'Zeros');
    expect(await screen.findByText(/^25\s% zeros$/)).toBeTruthy();
    expect(screen.getByText(/No 2:4 or 4:8 pattern/)).toBeTruthy();
    expect(screen.getByText(/Columns that are all zero: 16/)).toBeTruthy();
    await shown.user.selectOptions(screen.getByRole('combobox', { name: 'Model' }), 'original');
    expect(await screen.findByText(/^0.0\s% zeros$/)).toBeTruthy();
  });
});

test('a budget is set beside the board; what is beyond it is greyed and says so', async () => {
  const shown = await open({ variant: true });
  expect(document.querySelector('.budget-lines line')).toBeNull();
  const dot = screen.getByRole('radio', { name: /^gptq/ });
  const [bytes, perplexity] = ['at most, kB', 'perplexity at most, +%'].map((name) =>
    screen.getByRole('spinbutton', { name }),
  );
  await shown.user.type(bytes ?? dot, '60');
  expect(screen.getByText('1 of 1 variants fit')).toBeTruthy();
  expect(dot.getAttribute('aria-label')).not.toContain('over budget');
  await shown.user.type(perplexity ?? dot, '2');
  // 4 bits of the fake engine cost a sixteenth of a nat.
  expect(screen.getByText('0 of 1 variants fit')).toBeTruthy();
  expect(dot.getAttribute('aria-label')).toContain('over budget');
  expect(document.querySelectorAll('.budget-lines line')).toHaveLength(2);
  await shown.user.clear(perplexity ?? dot);
  expect(shown.state().budget).toEqual({ bytes: 60_000, increase: null });
});

test('a grid of one\u2019s own says how many recipes it is, and runs those that fit into its time', async () => {
  const shown = await open();
  await shown.user.click(button('Sweep a grid of your own'));
  expect(screen.getByText(/^12 recipes · how long/)).toBeTruthy();
  const box = (group: string, name: string): HTMLElement =>
    within(screen.getByRole('group', { name: group })).getByRole('checkbox', { name });
  await shown.user.click(box('Methods', 'GPTQ'));
  await shown.user.click(box('Bits', '8'));
  await shown.user.click(box('Methods', 'Wanda'));
  expect(screen.getByText(/^5 recipes/)).toBeTruthy();
  await shown.user.click(button('Run the grid'));
  expect(shown.state().variants.map(({ recipe }) => recipe.passes[0]?.method)).toEqual([
    'rtn',
    'rtn',
    'rtn',
    'rtn',
    'wanda',
  ]);
  await act(async () => shown.lab.sweep({ recipes: shown.state().variants.map(({ recipe }) => recipe), seconds: -1 }));
  // The first is always made: before it nobody knows how long it takes.
  expect(shown.state().variants).toHaveLength(6);
  expect([fitting(10, 5, null), fitting(10, 5, 1000), fitting(10, 5, 1e6)]).toEqual([10, 5, 1]);
});

test('of a recipe of several passes every stage can be made, compared and gone back to', async () => {
  const shown = await open();
  act(() => shown.lab.addPass('wanda'));
  act(() => shown.lab.setPassValue(0, 'bits', 2));
  await act(async () => shown.lab.run());
  await shown.user.click(button('After each pass'));
  await shown.user.click(button('Make what is missing (1)'));
  const { variants, selectedId } = shown.state();
  expect(variants.map(({ recipe }) => recipe.passes.length)).toEqual([2, 1]);
  expect(selectedId).toBe(variants[0]?.variantId);
  const table = screen.getByRole('table', { name: 'After each pass' });
  const losses = within(table)
    .getAllByRole('row')
    .slice(1)
    .map((row) => within(row).getAllByRole('cell')[0]?.textContent);
  expect(losses).toEqual(['1.5000', '1.7500', '1.7500']);
  await shown.user.click(button('Recipe up to pass 1'));
  expect(shown.state().recipe?.passes).toHaveLength(1);
  act(() => shown.lab.undo());
  expect(shown.state().recipe?.passes).toHaveLength(2);
});

test('errors by depth are measured when asked for, and stand in a picture and in numbers', async () => {
  const shown = await open({ variant: true });
  await shown.user.click(button('Error by depth'));
  const panel = within(screen.getByRole('region', { name: 'Error by depth' }));
  await shown.user.click(panel.getByRole('button', { name: 'Measure' }));
  expect(await screen.findByRole('img', { name: /^Relative error/ })).toBeTruthy();
  expect(screen.getByText(/At the end 20.%; the largest own error is 10.%/)).toBeTruthy();
  const table = screen.getByRole('group', { name: 'Error by depth' });
  const cells = within(within(table).getByRole('row', { name: /mlp\.c_fc/ })).getAllByRole('cell');
  expect(cells.map(({ textContent }) => textContent)).toEqual([`10${nbsp}%`, `20${nbsp}%`]);
});

test('tokens of the two texts are shaded by how far the models are apart, and say it', async () => {
  const shown = await open({ variant: true });
  act(() => shown.app.actions.generation.setPrompt('ab'));
  await act(async () => shown.lab.compare());
  const text = screen.getByRole('listbox', { name: 'Text of Original' });
  const options = within(text).getAllByRole('option');
  expect(options[1]?.getAttribute('aria-label')).toContain('KL 0.02 nats');
  expect(options[0]?.getAttribute('aria-label')).not.toContain('KL');
  const shade = (at: number): number => Number.parseInt(options[at]?.style.getPropertyValue('--p') ?? '', 10);
  expect(shade(0)).toBe(0);
  expect(shade(1)).toBeGreaterThan(0);
  expect(shade(10)).toBeGreaterThan(shade(1));
  await shown.user.hover(options[1] ?? text);
  expect(screen.getAllByText('KL 0.02 nats').length).toBeGreaterThan(0);
});

test('the scale of KL is logarithmic, from a thousandth of a nat to one', () => {
  expect([0, 0.001, Math.sqrt(0.001), 1, 5, Infinity].map((nats) => Number(klStrength(nats).toFixed(6)))).toEqual([
    0, 0, 0.5, 1, 1, 1,
  ]);
});

test('nothing that a screen reader would stumble over', async () => {
  const shown = await open({ variant: true });
  await lens(shown, 'Bits of a weight');
  await screen.findByRole('application');
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('every word has the same values in both languages', () => {
  const names = (text: string): readonly string[] =>
    [...text.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => name).toSorted();
  for (const { en, zh } of Object.values(seeingWords)) expect(names(zh), en).toEqual(names(en));
});
