/** The panels that measure this device, as a person meets them: products, and caches in few bits. */
import { act, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { CachePanel } from '../../../src/ui/compress/CachePanel.tsx';
import { SpeedPanel } from '../../../src/ui/compress/SpeedPanel.tsx';
import { savingsOf, wholeToken } from '../../../src/ui/compress/speedFigures.ts';
import { fakeSpeed } from '../../state/fakeSpeed.ts';
import { renderTab, screen } from '../renderApp.tsx';

const nbsp = '\u00a0';

async function open({ run = true, part = <SpeedPanel /> } = {}) {
  const shown = renderTab({ part });
  await act(async () => {
    await shown.tab.app.boot();
    if (run) await shown.tab.app.actions.run.start({ paused: true });
  });
  return shown;
}

const button = (name: string): HTMLElement => screen.getByRole('button', { name });
const rows = (): readonly (readonly (string | null)[])[] =>
  [...document.querySelectorAll('.speeds tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));

test('is there without a model, and says that one is needed by a button that does nothing', async () => {
  await open({ run: false });
  expect(button('Time it on this device').hasAttribute('disabled')).toBe(true);
});

test('shows bytes and times of all ways, and says in words what is saved and why not', async () => {
  const { user } = await open();
  await user.click(button('Time it on this device'));
  await waitFor(() => expect(rows().length).toBe(5));
  // Two matrices of 0.05 ms and one of 0.01.
  expect(rows()[0]).toEqual(['f32, dense', `433${nbsp}kB`, `100${nbsp}%`, `110${nbsp}µs`, `100${nbsp}%`]);
  expect(rows()[2]).toEqual(['4 bits', `69.3${nbsp}kB`, `16${nbsp}%`, `55${nbsp}µs`, `50${nbsp}%`]);
  const text = document.querySelector('.speed-panel')?.textContent ?? '';
  expect(text).toContain('Fewer bytes and less time: 4 bits and low rank.');
  expect(text).toContain('Fewer bytes, but as much time: 8 bits.');
  expect(text).toContain('Fewer bytes, but more time: 2:4 sparse.');
  expect(text).toContain(`These matrices (433${nbsp}kB as f32)`);
  await user.click(screen.getByRole('radio', { name: '384 × 128' }));
  expect(rows().at(-1)?.[0]).toBe('low rank 48');
  expect(document.querySelector('.speed-panel')?.textContent).toContain('h.0.attn.c_attn, h.1.attn.c_attn');
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('keeps the focus while it works, and can be cancelled', async () => {
  const { tab, user } = await open();
  const answer = tab.wire.silence('speed.measure');
  await user.click(button('Time it on this device'));
  expect(document.activeElement).toBe(button('Time it on this device'));
  expect(screen.getByRole('progressbar')).toBeTruthy();
  await user.click(button('Cancel'));
  expect(tab.wire.requestsOf('speed.cancel')).toHaveLength(1);
  await act(async () => answer());
});

test('in Chinese no English sentence is left', async () => {
  const { tab, user } = await open();
  await user.click(button('Time it on this device'));
  await waitFor(() => expect(rows().length).toBe(5));
  act(() => tab.app.actions.preferences.setLanguage('zh'));
  expect(document.body.textContent).not.toMatch(/[A-Z][a-z]+ [a-z]+ [a-z]+/);
  expect(document.body.textContent).not.toMatch(/\{\w+\}/);
});

test('a cache in few bits is measured, said what it costs, and taken for all texts', async () => {
  const { tab, user } = await open({ part: <CachePanel /> });
  await user.click(button('Measure what it costs'));
  await waitFor(() => expect(rows().length).toBe(4));
  expect(rows()[0]).toEqual(['f32', `65.5${nbsp}kB`, '1.5000', '–', `500${nbsp}µs`]);
  expect(rows()[2]).toEqual(['4 bits', `8.19${nbsp}kB`, '1.5625', '+0.0625', `500${nbsp}µs`]);
  expect(document.body.textContent).toContain('Of the model itself: 512 held-out tokens');
  expect(document.body.textContent).toContain('It was read on the processor');
  await user.click(screen.getByRole('radio', { name: '4 bits' }));
  expect(tab.state().generation.options.cacheBits).toBe(4);
  act(() => tab.app.actions.preferences.setLanguage('zh'));
  expect(document.body.textContent).not.toMatch(/[A-Z][a-z]+ [a-z]+ [a-z]+/);
});

describe('figures', () => {
  test('a token takes every matrix once, and dense ones where a shape allows nothing else', () => {
    const all = wholeToken(fakeSpeed.shapes);
    expect(all.map(({ way }) => way)).toEqual(['f32', 'int8', 'int4', 'sparse', 'low-rank']);
    expect(all[3]?.ms).toBeCloseTo(2 * 0.075 + 0.01, 10);
    expect(all[3]?.bytes).toBeCloseTo(2 * 0.53 * 200_000 + 33_280, 5);
  });

  test('what is larger than f32 saves nothing and is not said to', () => {
    expect(
      savingsOf([
        { way: 'f32', bytes: 100, ms: 1 },
        { way: 'low-rank', bytes: 120, ms: 0.5 },
        { way: 'int8', bytes: 30, ms: 1.02 },
      ]),
    ).toEqual({ both: [], bytes: ['int8'], slower: [] });
  });
});
