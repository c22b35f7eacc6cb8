/** Races as a person meets them: entered, run, scrubbed, forked, repeated; and a failure with its cure. */
import { act, fireEvent, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import RaceView from '../../src/ui/races/RaceView.tsx';
import { renderTab, screen, within } from './renderApp.tsx';

async function open() {
  const shown = renderTab({ part: <RaceView /> });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.races();
  });
  await screen.findByRole('heading', { name: 'Lock-step race' });
  const races = await app.races();
  const advance = (steps: number): Promise<void> =>
    act(async () => {
      shown.tab.wire.engine.advance(steps);
      await new Promise((resolve) => setTimeout(resolve));
    });
  return { ...shown, races, state: races.store.getState, advance };
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const ranking = () => within(screen.getByRole('region', { name: 'Ranking' }));

test('a prepared race is entered, run, read as a ranking and a sentence, and scrubbed back', async () => {
  const { user, advance, state } = await open();
  await user.click(button(/^Copying/));
  await user.click(button('Start the race'));
  await waitFor(() => expect(state().members).toHaveLength(3));
  await advance(400);
  await waitFor(() => expect(state().status?.phase).toBe('finished'));
  expect(screen.getByText(/Same batches in the same order, but the tensors differ/)).toBeTruthy();
  const rows = ranking().getAllByRole('row').slice(1);
  expect(rows.map((row) => within(row).getAllByRole('cell')[0]?.textContent)).toEqual(['1', '2', '3']);
  expect(ranking().getByText(/nats apart, which another seed could turn round/)).toBeTruthy();
  const slider = screen.getByRole('slider', { name: 'Scrub back over the race' });
  fireEvent.change(slider, { target: { value: '100' } });
  expect(state().cursor).toBe(100);
  // The figures are those of the step that is looked at, and so is the step beside them.
  for (const row of ranking().getAllByRole('row').slice(1)) {
    expect(within(row).getAllByRole('cell')[2]?.textContent).toBe('100');
  }
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('a setting is varied with typed values, and a member forked', async () => {
  const { user, advance, state } = await open();
  expect(screen.getByRole('option', { name: 'Method · AdamW' })).toHaveProperty('selected', true);
  await user.selectOptions(screen.getByRole('combobox', { name: 'Setting' }), 'optimizer.learningRate');
  await user.clear(screen.getByRole('textbox', { name: 'Values' }));
  await user.type(screen.getByRole('textbox', { name: 'Values' }), '1e-3, 0.01');
  await user.click(button('Enter these'));
  await user.click(button('Start the race'));
  await waitFor(() => expect(state().members).toHaveLength(2));
  await advance(100);
  await user.click(ranking().getByRole('button', { name: 'Fork η 1e-3' }));
  await user.selectOptions(ranking().getByRole('combobox', { name: 'From step' }), '50');
  await user.clear(ranking().getByRole('textbox', { name: 'New value' }));
  await user.type(ranking().getByRole('textbox', { name: 'New value' }), '0.02');
  await user.click(ranking().getByRole('button', { name: 'Fork' }));
  await waitFor(() => expect(state().members).toHaveLength(3));
  expect(state().members[2]?.config.optimizer['learningRate']).toBe(0.02);
  expect(ranking().getByText('fork of η 1e-3 at step 50')).toBeTruthy();
});

test('a failure shows its sign, and the cure joins with one click', async () => {
  const { user, advance, state } = await open();
  await user.click(button(/^Break it: Dead ReLU/));
  await waitFor(() => expect(state().members).toHaveLength(1));
  await advance(1000);
  await screen.findByText(/192 of 256 inputs of transformer\.h\.0\.mlp\.c_proj\.weight were zero/);
  expect(screen.getByText('shows the failure')).toBeTruthy();
  await user.click(button('Race the cure against it'));
  await waitFor(() => expect(state().members).toHaveLength(2));
});
