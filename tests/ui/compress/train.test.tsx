/** Passes that train and the orders of passes, as a person meets them. */
import { act, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import CompressResults from '../../../src/ui/compress/CompressResults.tsx';
import RecipeColumn from '../../../src/ui/compress/RecipeColumn.tsx';
import { renderTab, screen, within } from '../renderApp.tsx';

const nbsp = '\u00a0';
const part = (
  <>
    <RecipeColumn />
    <CompressResults />
  </>
);

async function open() {
  const shown = renderTab({ part });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.actions.run.start({ paused: true });
    app.actions.view.goTo('compress');
    await app.actions.compression.open();
  });
  return { ...shown, lab: app.actions.compression, state: () => shown.tab.state().compression };
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });

test('a pass that trains is chosen among the others, and tells its steps while it runs', async () => {
  const { user, tab } = await open();
  await user.click(button('Add a pass'));
  await user.click(screen.getByRole('menuitem', { name: /^Quantisation-aware training/ }));
  expect([...document.querySelectorAll('.pass')].at(1)?.getAttribute('aria-label')).toBe(`Pass 2: qat 2${nbsp}bit`);
  tab.wire.silence('compress.run');
  await user.click(button('Compress'));
  const { working } = tab.state().compression;
  const training = { step: 30, steps: 1200, lossNats: 1.5 };
  const progress = { runId: tab.state().run.runId ?? '', phase: 'training', share: 0.25, pass: 1, training } as const;
  act(() =>
    tab.app.store.setState(({ compression }) => ({
      compression: { ...compression, working: working && { ...working, progress: { ...progress, elapsedMs: 5000 } } },
    })),
  );
  expect(document.querySelector('.compress-working')?.textContent).toContain(
    `Pass 2 of 2, qat 2${nbsp}bit: step 30 of 1,200, loss 1.500`,
  );
});

test.each([
  ['measuring', 'Measuring how much each matrix minds'],
  ['timing', 'Timing tokens of both models in turns'],
] as const)('%s is told as such, not as a pass', async (phase, words) => {
  const { user, tab } = await open();
  tab.wire.silence('compress.run');
  await user.click(button('Compress'));
  const { working } = tab.state().compression;
  const progress = { runId: tab.state().run.runId ?? '', phase, share: 0.5, pass: 0, elapsedMs: 4000 };
  act(() =>
    tab.app.store.setState(({ compression }) => ({
      compression: { ...compression, working: working && { ...working, progress } },
    })),
  );
  expect(screen.getByText(words)).toBeTruthy();
});

test('the orders fill the board, and the best is told and shown', async () => {
  const { user, lab, state } = await open();
  expect(button('Try the orders')).toHaveProperty('disabled', true);
  act(() => lab.addPass('wanda'));
  await user.click(button('Try the orders'));
  await waitFor(() => expect(state().working).toBeNull());
  const panel = screen.getByRole('region', { name: 'Orders of the passes' });
  expect(panel.textContent).toContain('2 of 2 orders');
  expect(within(panel).getByRole('status').textContent).toMatch(
    /^Best: gptq .* → wanda .*, at 1\.563 nats in .*The order makes no difference to the loss\.$/,
  );
  act(() => lab.select(2));
  await user.click(within(panel).getByRole('button', { name: 'Show the best' }));
  expect(state().selectedId).toBe(1);
  expect((await axe.run(panel)).violations).toEqual([]);
});

test('a pass that trains tells which terms of the run act in it, in both languages', async () => {
  const { lab, tab } = await open();
  const { actions } = tab.app;
  act(() => lab.addPass('retrain'));
  const notes = (): readonly string[] =>
    [...document.querySelectorAll('.pass')].flatMap((pass) =>
      [...pass.querySelectorAll('p.muted')].map((note) => note.textContent ?? ''),
    );
  expect(notes()).toEqual([]);
  await act(async () => {
    actions.config.setValue('terms.unlikelihood', 0.5);
    actions.config.setValue('terms.contrast', 0.5);
    actions.config.setValue('terms.multiToken', 0.3);
    await actions.run.start({ paused: true });
  });
  // On the pass that trains only, which is not the first.
  expect(notes()).toEqual([
    'Trained with the terms of the run, too, as they are weighted where it stands: Unlikelihood, InfoNCE (SimCSE).',
    'Without Multi-token prediction: the matrices that it trains are no part of the model.',
  ]);
  act(() => actions.preferences.setLanguage('zh'));
  expect(notes().join('')).toContain('非似然、InfoNCE（SimCSE）');
});
