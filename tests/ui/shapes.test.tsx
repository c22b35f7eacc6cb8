/** Named shapes: what each would change is said first; one click, one step of the history; by keyboard and in Chinese too. */
import { expect, test } from 'vitest';
import { ShapePicker } from '../../src/ui/settings/shapes/ShapePicker.tsx';
import { SettingsColumn } from '../../src/ui/settings/SettingsColumn.tsx';
import { control, renderScene, renderTab, screen, within } from './renderApp.tsx';

test('every shape says what it would set, and the one that is there already says so', async () => {
  const { user } = renderScene({}, { part: <ShapePicker /> });
  const toggle = screen.getByRole('button', { name: 'Named shapes' });
  expect(toggle.getAttribute('aria-expanded')).toBe('false');
  await user.click(toggle);
  const list = within(screen.getByRole('list', { name: 'Named shapes' }));
  expect(list.getAllByRole('button')).toHaveLength(8);
  expect(list.getByRole('button', { name: /^Tiny/, pressed: true }).textContent).toContain('as it is now');
  const nanogpt = list.getByRole('button', { name: /^NanoGPT CPU/, pressed: false });
  expect(nanogpt.textContent).toMatch(/Sets Layers 2 → 4 · Width 64 → 128$/);
  expect(list.getByRole('button', { name: /^LSTM classic/ }).textContent).toContain('LSTM');
});

test('a click sets all of the model and nothing else, and undo takes all of it back', async () => {
  const { app, user } = renderTab({ part: <SettingsColumn /> });
  const before = app.store.getState().config.config;
  await user.click(await screen.findByRole('button', { name: 'Named shapes' }, { timeout: 20_000 }));
  screen.getByRole('button', { name: /^First Transformer/ }).focus();
  await user.keyboard('{Enter}');
  const { config, past } = app.store.getState().config;
  expect(config.model).toMatchObject({ layers: 4, normPlace: 'post', positions: 'sinusoidal', activation: 'relu' });
  expect({ ...config, model: before.model }).toEqual(before);
  expect(past).toHaveLength(1);
  // What is advanced and no longer as the preset has it shows itself.
  expect(control('model.normPlace')).toBeTruthy();
  app.actions.config.undo();
  expect(app.store.getState().config.config).toEqual(before);
});

test('its words are Chinese where the page is', async () => {
  const { user } = renderScene({ language: 'zh' }, { part: <ShapePicker /> });
  await user.click(screen.getByRole('button', { name: '现成的模型' }));
  expect(screen.getByRole('button', { name: /^微型/ }).textContent).toContain('与当前相同');
});
