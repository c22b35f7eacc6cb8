/** The tree of runs as a person meets it: members kept as runs, forks below what they come from, moved through by keys. */
import { act, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { expect, test } from 'vitest';
import RaceView from '../../src/ui/races/RaceView.tsx';
import { renderTab, screen, within } from './renderApp.tsx';

/** Two learning rates at step 60; the second forked at step 50. */
async function open() {
  const shown = renderTab({ part: <RaceView /> });
  const { app, wire } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.races();
  });
  await screen.findByText('Tree of runs', { selector: 'h2' });
  const races = await app.races();
  await act(async () => {
    races.actions.enterVaried('optimizer.learningRate', [1e-3, 1e-2]);
    races.actions.setSteps(100);
    await races.actions.start();
    wire.engine.advance(60);
    await new Promise((resolve) => setTimeout(resolve));
    const [, second] = races.store.getState().members;
    await races.actions.fork(second?.id ?? '', 50, 'optimizer.learningRate', 0.02);
  });
  return { ...shown, races };
}

const tree = () => within(screen.getByLabelText('Tree of runs', { selector: 'ul' }));
const outline = (): readonly string[] =>
  Array.from(
    document.querySelectorAll('[role="treeitem"]'),
    (row) => `${row.getAttribute('aria-level')} ${row.querySelector('strong')?.textContent}`,
  );
const focused = (): string | null | undefined => document.activeElement?.querySelector('strong')?.textContent;

test('members of a race stand in the tree, and become runs beside it', async () => {
  const { user, tab } = await open();
  const [, first] = outline();
  expect(first).toMatch(/^1 η 0\.01/);
  expect(outline()).toHaveLength(3 + tab.state().runs.list.length);
  const fork = tree().getByText('η 0.02').closest('li');
  expect(fork?.textContent).toContain('from step 50: ');
  expect(fork?.getAttribute('aria-level')).toBe('2');
  const before = tab.state().runs.list.length;
  await user.click(screen.getByLabelText('Keep η 0.02 as a run'));
  await waitFor(() => expect(tab.state().runs.list).toHaveLength(before + 1));
  // Its parent is no run yet: it stands below the member.
  expect(outline().filter((row) => row.startsWith('2 η 0.02'))).toHaveLength(2);
  await user.click(tree().getByText('η 0.01'));
  await user.click(screen.getByText('Keep as a run'));
  await waitFor(() => expect(tab.state().runs.list).toHaveLength(before + 2));
  expect(screen.getByText('kept as η 0.01')).toBeTruthy();
});

test('the tree is one that a screen reader can read', async () => {
  await open();
  const panel = screen.getByText('Tree of runs', { selector: 'h2' }).closest('section') ?? document.body;
  const { violations } = await axe.run(panel, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('keys move through the tree, fold a branch and unfold it', async () => {
  const { user } = await open();
  await user.click(tree().getByText('η 1e-3'));
  await user.keyboard('{ArrowDown}');
  expect(focused()).toBe('η 0.01');
  await user.keyboard('{ArrowRight}');
  expect(focused()).toBe('η 0.02');
  await user.keyboard('{ArrowLeft}');
  expect(focused()).toBe('η 0.01');
  await user.keyboard('{ArrowLeft}');
  expect(tree().queryByText('η 0.02')).toBeNull();
  expect(document.activeElement?.getAttribute('aria-expanded')).toBe('false');
  await user.keyboard('{ArrowRight}{End}{Home}');
  expect(focused()).toBe('η 1e-3');
  expect(tree().getAllByRole('treeitem', { selected: true })).toHaveLength(1);
  // One stop for Tab, and then what can be done.
  await user.tab();
  expect(document.activeElement?.textContent).toBe('Keep as a run');
});

test('a kept run is opened, forked, and shown below what it was forked from', async () => {
  const { user, tab, races } = await open();
  const first = races.store.getState().members[0]?.id ?? '';
  await act(() => races.actions.keep(first, null));
  await act(() => races.actions.stop());
  const id = races.store.getState().kept[first] ?? '';
  const bytes = new Uint8Array([1]);
  await act(() =>
    tab.environment
      .openStorage()
      .then(({ checkpoints }) => checkpoints.save({ runId: id, step: 60, bytes, createdAt: 0 })),
  );
  const row = () => screen.getByRole('group', { name: 'η 1e-3' });
  const rows = () => tree().getAllByText('η 1e-3');
  await user.click(rows().at(-1) ?? document.body);
  await user.click(within(row()).getByRole('button', { name: 'Open' }));
  await waitFor(() => expect(tab.state().run.runId).toBe(id));
  await user.click(within(row()).getByRole('button', { name: 'Fork' }));
  await waitFor(() => expect(tab.state().runs.list.some(({ origin }) => origin?.id === id)).toBe(true));
  expect(tree().getByText('from step 60: same settings')).toBeTruthy();
});
