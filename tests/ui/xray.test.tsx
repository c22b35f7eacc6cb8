/** The optimizer's x-ray: what each layer's update is by the side of its weights, in numbers, words and lines. */
import { act, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { setValue } from '../../src/domain/config/setValue.ts';
import { tensorNormNames } from '../../src/domain/metrics/tensorNorms.ts';
import type { MetricFrame } from '../../src/protocol/protocol.ts';
import { XrayPanel } from '../../src/ui/panels/xray/XrayPanel.tsx';
import { fakeNorms } from '../state/fakeNorms.ts';
import { renderScene, renderTab, screen, within } from './renderApp.tsx';
import { frame } from './harness/scene.ts';

const part = { part: <XrayPanel asked={null} /> };
const open = 'Optimizer x-ray';

/** The row of a layer or tensor: the words of its cells. */
const cells = (name: string): string[] =>
  within(screen.getByRole('rowheader', { name }).closest('tr') ?? document.body)
    .getAllByRole('cell')
    .map((cell) => cell.textContent);

test('closed, it says one number and a word; open, every layer has its row', async () => {
  const { user } = renderScene({}, part);
  expect(screen.queryByRole('table')).toBeNull();
  expect(document.querySelector('.ratio-value')?.textContent).toMatch(/\d\.\de-\d.*usual/);
  await user.click(screen.getByRole('button', { name: open }));
  const names = screen.getAllByRole('rowheader').map(({ textContent }) => textContent);
  expect(names).toEqual(['transformer.wte', 'transformer.wpe', 'Layer 1', 'Layer 2', 'transformer.ln_f']);
});

test('numbers are those of the last frame, and a layer unfolds into its tensors by keyboard', async () => {
  const { app, user } = renderScene({}, part);
  await user.click(screen.getByRole('button', { name: open }));
  const { config } = app.store.getState().runs.list[0] ?? {};
  if (config === undefined) throw new Error('the scene has a run');
  const { values } = fakeNorms(config, 1240);
  const [gradient = NaN, parameter = NaN, update = NaN] = values;
  expect(tensorNormNames).toEqual(['gradient', 'parameter', 'update']);
  const [ratio, , ...norms] = cells('transformer.wte');
  expect(ratio).toContain((update / parameter).toExponential(1));
  const shown = norms.map(Number);
  [parameter, gradient, update].forEach((value, k) =>
    expect(Math.abs((shown[k] ?? NaN) / value - 1)).toBeLessThan(0.01),
  );

  const layer = screen.getByRole('button', { name: 'Layer 2' });
  act(() => layer.focus());
  await user.keyboard('{Enter}');
  expect(layer.getAttribute('aria-expanded')).toBe('true');
  const tensor = 'attn.c_attn.weight';
  expect(screen.getAllByRole('rowheader', { name: tensor })).toHaveLength(1);
  await user.keyboard('{Enter}');
  expect(screen.queryByRole('rowheader', { name: tensor })).toBeNull();
});

test('every row draws its way through the usual zone', async () => {
  const { user } = renderScene({}, part);
  await user.click(screen.getByRole('button', { name: open }));
  const lines = Array.from(document.querySelectorAll('.ratio-line'));
  expect(lines.length).toBe(screen.getAllByRole('rowheader').length);
  for (const line of lines) {
    expect(line.querySelector('path')?.getAttribute('d')?.split('L').length).toBeGreaterThan(40);
    const zone = line.querySelector('.zone');
    const middle = Number(line.querySelector('.zone-middle')?.getAttribute('y1'));
    const top = Number(zone?.getAttribute('y'));
    expect(middle).toBeCloseTo(top + Number(zone?.getAttribute('height')) / 2, 6);
  }
});

test.each([
  [1, 'near the usual thousandth'],
  [0.1, /\d+× smaller than the usual thousandth/],
  [10, /\d+× larger than the usual thousandth/],
  [0.01, /\d+× smaller than usual: the learning rate is low/],
  [100, /\d+× larger than usual: the learning rate is high/],
])('updates times %f: the words fit', async (factor, words) => {
  const { app, user } = renderScene({ name: 'first' }, part);
  const record = app.store.getState().runs.list[0];
  if (record === undefined) throw new Error('the scene has a run');
  const { config } = record;
  const flat = setValue(config, 'schedule.method', 'constant');
  app.metrics.load(
    record.id,
    Array.from({ length: 40 }, (_, n): MetricFrame => {
      const upTo = 600 + 10 * n;
      const one = frame(record.id, flat, { end: 1.6, pace: 150, upTo }, upTo - 10);
      return { ...one, norms: fakeNorms(config, upTo, factor) };
    }),
  );
  await user.click(screen.getByRole('button', { name: open }));
  await waitFor(() => expect(document.querySelector('.limit-verdict')?.textContent).toMatch(words));
});

test('a run without norms says why there are none', async () => {
  const { app, user } = renderScene({ name: 'first' }, part);
  const record = app.store.getState().runs.list[0];
  if (record === undefined) throw new Error('the scene has a run');
  const { norms: _, ...old } = frame(record.id, record.config, { end: 1.6, pace: 150, upTo: 50 });
  app.metrics.load(record.id, [old]);
  await user.click(screen.getByRole('button', { name: open }));
  await waitFor(() => expect(document.body.textContent).toContain('Runs from earlier versions have none'));
});

test('in Chinese', async () => {
  const { user } = renderScene({ language: 'zh' }, part);
  await user.click(screen.getByRole('button', { name: '优化器透视' }));
  expect(screen.getByRole('rowheader', { name: '第 1 层' })).toBeTruthy();
  expect(document.querySelector('.limit-verdict')?.textContent).toContain('千分之一');
});

test('it follows a run of the worker', async () => {
  const { app, tab, user } = renderTab(part);
  await user.click(screen.getByRole('button', { name: open }));
  expect(screen.getByText(/come with the first steps/)).toBeTruthy();
  await act(async () => {
    await app.boot();
    await app.actions.run.start();
    tab.wire.engine.advance(20);
  });
  await waitFor(() => expect(screen.getByRole('rowheader', { name: 'Layer 1' })).toBeTruthy(), { timeout: 5000 });
});
