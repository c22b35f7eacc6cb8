/** The tools around a schedule: points moved by key and pointer, what only the run can tell, and the range test. */
import { act, fireEvent, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import { formatNumber } from '../../src/domain/config/formatNumber.ts';
import { suggestRates, rateAt, usualRange } from '../../src/domain/schedules/rateTest.ts';
import { SchedulePreview } from '../../src/ui/settings/SchedulePreview.tsx';
import { fakeRateLoss } from '../state/fakeRates.ts';
import { renderTab, screen } from './renderApp.tsx';

async function open(method: string, { run = true } = {}) {
  const shown = renderTab({ part: <SchedulePreview /> });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    app.actions.config.setValue('schedule.method', method);
    if (run) await app.actions.run.start({ paused: true });
  });
  await screen.findByRole('button', { name: 'Range test' });
  const points = (): unknown => shown.tab.state().config.config.schedule['points'];
  return { ...shown, app, points };
}

/** A test of a hundred steps draws a hundred times. */
const patient = { timeout: 20_000 };

const sliders = (): readonly HTMLElement[] => screen.getAllByRole('slider');
const slider = (at: number): HTMLElement => sliders()[at] ?? expect.unreachable();
const places = (): readonly (string | null)[] => sliders().map((one) => one.getAttribute('aria-valuetext'));

test('points are moved by arrow keys, no further than their neighbours, added and removed', async () => {
  const { user, points } = await open('drawn');
  expect(points()).toBe('0_0.01 5_1 60_1 100_0');
  expect(places()[1]).toBe('5 % of the steps, factor 1');
  act(() => slider(1).focus());
  await user.keyboard('{ArrowRight}{ArrowDown}');
  expect(points()).toBe('0_0.01 6_0.98 60_1 100_0');
  await user.keyboard('{Shift>}{ArrowLeft}{ArrowLeft}{/Shift}{ArrowUp}{ArrowUp}');
  expect(points()).toBe('0_0.01 0_1 60_1 100_0');

  await user.keyboard('{Enter}');
  expect(points()).toBe('0_0.01 0_1 30_1 60_1 100_0');
  await waitFor(() => expect(document.activeElement).toBe(slider(2)));
  await user.keyboard('{Delete}');
  expect(points()).toBe('0_0.01 0_1 60_1 100_0');
  await user.click(screen.getByRole('button', { name: 'Remove point' }));
  expect(sliders()).toHaveLength(3);
  expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations).toEqual([]);
});

test('points follow the pointer, and a double click adds one', async () => {
  const { points } = await open('drawn');
  const picture = screen.getByRole('group', { name: 'Points of the schedule' });
  picture.getBoundingClientRect = () => ({ left: 10, top: 20, width: 528, height: 92 }) as DOMRect;
  const held = new Set<Element>();
  for (const one of sliders()) {
    one.setPointerCapture = () => void held.add(one);
    one.hasPointerCapture = () => held.has(one);
  }
  // Twice the size of the picture: its line goes from 4 to 260 of 264, and from 5 to 41 of 46.
  const at = (percent: number, factor: number) => ({
    clientX: 10 + 2 * (4 + 2.56 * percent),
    clientY: 20 + 2 * (5 + 36 * (1 - factor)),
    pointerId: 1,
  });
  fireEvent.pointerMove(slider(2), at(80, 0.5));
  expect(points()).toBe('0_0.01 5_1 60_1 100_0');
  fireEvent.pointerDown(slider(2), at(60, 1));
  fireEvent.pointerMove(slider(2), at(80, 0.5));
  expect(points()).toBe('0_0.01 5_1 80_0.5 100_0');
  fireEvent.pointerMove(slider(2), at(2, 3));
  expect(points()).toBe('0_0.01 5_1 5_1 100_0');
  fireEvent.doubleClick(picture, at(50, 0.25));
  expect(points()).toBe('0_0.01 5_1 5_1 50_0.25 100_0');
});

test('while the points cannot be read there is nothing to drag', async () => {
  const { app } = await open('drawn');
  act(() => app.actions.config.setValue('schedule.points', '0_1 5'));
  expect(screen.queryAllByRole('slider')).toHaveLength(0);
  expect(screen.getByRole('button', { name: 'Range test' })).toBeTruthy();
});

test('a schedule that depends on the run says so', async () => {
  await open('plateau');
  expect(screen.getByText(/Drawn as if the validation loss never stopped falling/)).toBeTruthy();
  expect(screen.queryAllByRole('slider')).toHaveLength(0);
});

test('the range test suggests two rates, and one click takes one over', async () => {
  const { user, tab } = await open('cosine');
  await user.click(screen.getByRole('button', { name: 'Range test' }));
  await screen.findByText(/ended at 3\.8, where the loss burst/, {}, patient);
  const rates = Array.from({ length: usualRange.steps }, (_, i) => rateAt(usualRange, i)).filter((rate) => rate <= 4);
  const { steepest, tenth } = suggestRates(rates, rates.map(fakeRateLoss));
  const use = (rate: number | null) => {
    const name = `Use ${formatNumber(Number((rate ?? NaN).toPrecision(2)))}`;
    return screen.getByRole('button', { name: (given) => given.startsWith(name) });
  };
  expect(use(tenth)).toBeTruthy();
  await user.click(use(steepest));
  expect(tab.state().config.config.optimizer['learningRate']).toBe(Number(steepest?.toPrecision(2)));
  expect(use(steepest).textContent).toContain('in use');
  expect((await axe.run(document.body, { rules: { region: { enabled: false } } })).violations).toEqual([]);
});

test('it can be cancelled, keeps what it has, and needs a model', async () => {
  const { user } = await open('cosine');
  await user.click(screen.getByRole('button', { name: 'Range test' }));
  await user.click(await screen.findByRole('button', { name: 'Cancel' }));
  await screen.findByText(/cancelled at/, {}, patient);
  expect(screen.queryByRole('button', { name: 'Cancel' })).toBeNull();
});

test('without a model there is nothing to test', async () => {
  await open('cosine', { run: false });
  expect(screen.getByRole('button', { name: 'Range test' }).hasAttribute('disabled')).toBe(true);
});
