/** Changing settings by hand: marks, resets, wrong input, undo, and what waits for a restart. */
import { act, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { ProblemBar } from '../../src/ui/errors/ProblemBar.tsx';
import { SettingsColumn } from '../../src/ui/settings/SettingsColumn.tsx';
import { TransportBar } from '../../src/ui/shell/TransportBar.tsx';
import { control, field, renderScene, renderTab, screen } from './renderApp.tsx';

const settings = {
  part: (
    <>
      <TransportBar />
      <ProblemBar />
      <SettingsColumn />
    </>
  ),
};

test('a changed value is marked, counted, and reset by one click', async () => {
  const { app, user } = renderTab(settings);
  const before = app.store.getState().config.config.optimizer['learningRate'];
  await user.clear(control('optimizer.learningRate'));
  await user.type(control('optimizer.learningRate'), '2e-3{Enter}');
  expect(app.store.getState().config.config.optimizer['learningRate']).toBe(0.002);
  expect(field('optimizer.learningRate').element.dataset['changed']).toBe('true');
  expect(screen.getByRole('group', { name: 'Optimizer' }).textContent).toContain('1 changed');

  await user.click(field('optimizer.learningRate').getByRole('button', { name: /^Reset Learning rate/ }));
  expect(app.store.getState().config.config.optimizer['learningRate']).toBe(before);
  expect(field('optimizer.learningRate').element.dataset['changed']).toBeUndefined();
  expect(screen.getByRole('group', { name: 'Optimizer' }).textContent).not.toContain('changed');
});

test('typing has no effect until it is committed, and Escape takes it back', async () => {
  const { app, user } = renderTab(settings);
  const before = app.store.getState().config.config.training.batchSize;
  await user.clear(control('training.batchSize'));
  await user.type(control('training.batchSize'), '48');
  expect(app.store.getState().config.config.training.batchSize).toBe(before);
  await user.keyboard('{Escape}');
  expect((control('training.batchSize') as HTMLInputElement).value).toBe(String(before));
  await user.type(control('training.batchSize'), '{Tab}');
  expect(app.store.getState().config.config.training.batchSize).toBe(before);
});

test.each([
  ['training.batchSize', '9999', 512],
  ['training.batchSize', 'many', 12],
  ['model.layers', '2.4', 2],
  ['model.dropout', '-1', 0],
])('%s = %s is refused with the nearest legal value', async (path, typed, nearest) => {
  const { app, user } = renderTab(settings);
  await user.clear(control(path));
  await user.type(control(path), `${typed}{Enter}`);
  expect(control(path).getAttribute('aria-invalid')).toBe('true');
  const message = field(path).getByRole('alert');
  expect(control(path).getAttribute('aria-describedby')).toBe(message.id);
  expect(app.store.getState().config.problems).toHaveLength(1);

  await user.click(field(path).getByRole('button', { name: `Use ${nearest}` }));
  expect(app.store.getState().config.problems).toHaveLength(0);
  expect(field(path).queryByRole('alert')).toBeNull();
});

test('a contradiction names both settings and leaves the running model alone', async () => {
  const { app, tab, user } = renderTab(settings);
  await act(async () => {
    await app.boot();
    await app.actions.run.start();
    tab.wire.engine.advance(20);
  });
  const running = app.store.getState().run.config;
  await user.clear(control('model.heads'));
  await user.type(control('model.heads'), '5{Enter}');
  expect(field('model.heads').getByRole('alert').textContent).toMatch(/64.*5/);
  expect(document.querySelector('.problem-bar')?.textContent).toContain('Heads');
  expect(app.store.getState().run.config).toBe(running);
  expect(app.store.getState().run.phase).toBe('running');
});

test('full-width digits and thousands separators are understood', async () => {
  const { app, user } = renderTab(settings);
  await user.clear(control('training.steps'));
  await user.type(control('training.steps'), '３,０００{Enter}');
  expect(app.store.getState().config.config.training.steps).toBe(3000);
});

test('Ctrl+Z and Ctrl+Shift+Z walk through the edits', async () => {
  const { app, user } = renderTab(settings);
  const widthOf = (): unknown => app.store.getState().config.config.model['width'];
  const start = widthOf();
  act(() => app.actions.config.setValue('model.width', 96));
  act(() => app.actions.config.setValue('training.batchSize', 20));
  (document.activeElement as HTMLElement | null)?.blur();
  await user.keyboard('{Control>}z{/Control}');
  expect(app.store.getState().config.config.training.batchSize).toBe(12);
  await user.keyboard('{Control>}z{/Control}');
  expect(widthOf()).toBe(start);
  await user.keyboard('{Control>}{Shift>}Z{/Shift}{/Control}');
  expect(widthOf()).toBe(96);
});

test('a slider moves by sensible stops, and ten times with Page Up', async () => {
  const { app, user } = renderTab(settings);
  const rate = (): number => Number(app.store.getState().config.config.optimizer['learningRate']);
  act(() => app.actions.config.setValue('optimizer.learningRate', 1e-3));
  act(() => screen.getByRole('slider', { name: 'Learning rate, slider' }).focus());
  await user.keyboard('{ArrowRight}');
  expect(rate()).toBeCloseTo(1.2e-3, 10);
  act(() => app.actions.config.setValue('optimizer.learningRate', 1e-3));
  await user.keyboard('{PageUp}');
  expect(rate()).toBeCloseTo(1e-2, 10);
  await user.keyboard('{PageDown}');
  expect(rate()).toBeCloseTo(1e-3, 10);
});

test('a structural change during a run turns restart into "apply changes"', async () => {
  const { app, user } = renderTab(settings);
  await act(async () => {
    await app.boot();
    await app.actions.run.start();
  });
  expect(screen.queryByRole('button', { name: /^Apply changes/ })).toBeNull();
  act(() => app.actions.config.setValue('model.width', 128));
  expect(field('model.width').getByText('after restart')).toBeTruthy();
  const first = app.store.getState().run.runId;
  await user.click(screen.getByRole('button', { name: /^Apply changes/ }));
  await waitFor(() => expect(app.store.getState().run.runId).not.toBe(first));
  await waitFor(() => expect(screen.queryByRole('button', { name: /^Apply changes/ })).toBeNull());
});

test('the list of problems jumps to the control', async () => {
  const { user } = renderScene({ name: 'broken' }, settings);
  await user.click(screen.getByRole('button', { name: 'Batch size' }));
  await waitFor(() => expect(document.activeElement).toBe(control('training.batchSize')));
});
