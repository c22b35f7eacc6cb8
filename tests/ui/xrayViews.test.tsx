/** The views of the x-ray over a fake engine: what is chosen is asked for, and every place is read by keyboard. */
import { act, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { XrayPanel } from '../../src/ui/panels/xray/XrayPanel.tsx';
import { renderTab, screen } from './renderApp.tsx';

async function opened(view: string) {
  const shown = renderTab({ part: <XrayPanel asked={null} /> });
  await act(async () => {
    await shown.app.boot();
    await shown.app.actions.run.start();
    shown.tab.wire.engine.advance(20);
  });
  await shown.user.click(screen.getByRole('button', { name: 'Optimizer x-ray' }));
  await shown.user.click(await screen.findByRole('radio', { name: view }));
  return shown;
}

const readout = (): string => document.querySelector('.xray-view:not([hidden]) .readout')?.textContent ?? '';
const picture = (name: RegExp): HTMLElement => screen.getByRole('application', { name });

test('before there is a run, the views say so', async () => {
  const { user } = renderTab({ part: <XrayPanel asked={null} /> });
  await user.click(screen.getByRole('button', { name: 'Optimizer x-ray' }));
  await user.click(await screen.findByRole('radio', { name: 'Histograms' }));
  expect(screen.getByText(/Start or continue it first/)).toBeTruthy();
});

test('histograms: bins by keyboard, kinds by their names, another part, and ridges once the run has gone on', async () => {
  const { user, tab } = await opened('Histograms');
  const kinds = await screen.findByRole('combobox', { name: 'Numbers' });
  expect(Array.from(kinds.querySelectorAll('option'), ({ textContent }) => textContent)).toEqual([
    'Weights',
    'Gradient of the next batch',
    'm, mean of the gradient',
    '√v, root of the mean square',
  ]);
  await user.selectOptions(kinds, 'weight');
  act(() => picture(/Histogram of Weights/).focus());
  await user.keyboard('{Home}');
  expect(readout()).toMatch(/^from −0\.\d+ to −0\.\d+: \d+ \(.*\s%\)$/);
  await user.keyboard('{ArrowRight}');
  await user.click(screen.getByRole('radio', { name: 'By size (log)' }));
  act(() => picture(/Histogram of Weights/).focus());
  await user.keyboard('{End}{ArrowLeft}');
  expect(readout()).toMatch(/^from 0\.\d+ to 0\.\d+: [1-9]\d* /);
  expect(document.body.textContent).toMatch(/2\.0\s% are exactly zero/);
  await user.selectOptions(screen.getByRole('combobox', { name: 'Part of the model' }), '1');
  expect(document.querySelector('.ridges')).toBeNull();
  await act(async () => tab.wire.engine.advance(400));
  await waitFor(() => expect(document.querySelectorAll('.ridges path').length).toBeGreaterThan(1));
});

test('attention: all heads, another layer, and the weight under the arrow keys', async () => {
  const { user } = await opened('Attention');
  expect(await screen.findAllByRole('button', { name: /^Head \d/ })).toHaveLength(2);
  act(() => picture(/Attention of head 1/).focus());
  expect(readout()).toBe('t (1) looks at t (1) with 1.000');
  await user.keyboard('{ArrowRight}');
  expect(readout()).toBe('t (1) looks at o (2) with 0.000');
  await user.click(screen.getByRole('button', { name: 'Head 2' }));
  expect(picture(/Attention of head 2/)).toBeTruthy();
  await user.selectOptions(screen.getByRole('combobox', { name: 'Layer' }), '1');
  await waitFor(() => expect(screen.getByRole<HTMLSelectElement>('combobox', { name: 'Layer' }).value).toBe('1'));
});

test('token losses: nats and bits, and a token says its loss and rank', async () => {
  const { user } = await opened('Token losses');
  await waitFor(() => expect(document.body.textContent).toMatch(/Mean: 1\.\d+ nats per token over 39 tokens/));
  act(() => screen.getByRole('listbox').focus());
  await user.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
  const told = (): string =>
    screen.getAllByRole('option').find((option) => option.getAttribute('aria-selected') === 'true')?.ariaLabel ?? '';
  expect(told()).toMatch(/nats, rank \d/);
  await user.click(screen.getByRole('radio', { name: 'bits' }));
  expect(document.body.textContent).toMatch(/Mean: \d\.\d+ bits per token/);
  await user.click(screen.getByRole('radio', { name: 'Own text' }));
  await user.type(screen.getByRole('textbox', { name: 'Text to read' }), 'to be');
  await user.click(screen.getByRole('button', { name: 'Read' }));
});

test('gradient noise: a figure with its error, and what it says of the batch', async () => {
  const { user } = await opened('Gradient noise');
  await user.click(screen.getByRole('button', { name: 'Measure the noise' }));
  await waitFor(() => expect(document.body.textContent).toMatch(/48 ± 6 sequences/));
  expect(document.body.textContent).toMatch(/Your batch of 12 is smaller than the noise scale/);
  expect(document.body.textContent).toMatch(/≈ 3\.10\sk tokens/);
});

test('landscape: contours with numbers, the path, and the loss under the arrow keys', async () => {
  const { user } = await opened('Loss landscape');
  await user.selectOptions(await screen.findByRole('combobox', { name: 'Grid' }), '9');
  await user.click(screen.getByRole('button', { name: 'Measure the landscape' }));
  await screen.findByRole('application', { name: /Loss around the model/ });
  expect(document.querySelectorAll('.landscape-map .band').length).toBe(9);
  expect(document.querySelectorAll('.map-legend .mono').length).toBe(9);
  expect(document.querySelectorAll('.landscape-map .stop').length).toBe(3);
  act(() => picture(/Loss around the model/).focus());
  expect(readout()).toMatch(/^at \(0, 0\): 1\.5000 nats/);
  await user.keyboard('{ArrowRight}{ArrowRight}');
  expect(readout()).toMatch(/^at \(0\.5, 0\): 1\.7500 nats, \+0\.2500/);
  expect(document.body.textContent).toMatch(/holds 90\s%/);
  await user.click(screen.getByRole('radio', { name: 'Of the path of training' }));
  expect(document.body.textContent).toContain('need at least two earlier states');
});

test('in Chinese', async () => {
  const { app, user } = await opened('Gradient noise');
  act(() => app.actions.preferences.setLanguage('zh'));
  await user.click(screen.getByRole('button', { name: '测量噪声' }));
  await waitFor(() => expect(document.body.textContent).toMatch(/当前批大小 12 小于噪声尺度/));
});
