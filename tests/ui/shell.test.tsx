/** Layouts, dialogs, and what assistive technology is told. */
import { act, fireEvent, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { ErrorStack } from '../../src/ui/errors/ErrorStack.tsx';
import { ProblemBar } from '../../src/ui/errors/ProblemBar.tsx';
import { PromptPanel } from '../../src/ui/panels/PromptPanel.tsx';
import { RunsPanel } from '../../src/ui/panels/RunsPanel.tsx';
import { TransportBar } from '../../src/ui/shell/TransportBar.tsx';
import { Dialogs } from '../../src/ui/commands/Dialogs.tsx';
import { LiveRegion } from '../../src/ui/shell/LiveRegion.tsx';
import { control, renderScene, renderTab, screen } from './renderApp.tsx';

describe('layouts', () => {
  test('three columns on a wide window', () => {
    renderScene();
    expect(screen.getByRole('complementary', { name: 'Settings' })).toBeTruthy();
    expect(screen.getByRole('main', { name: 'Results' })).toBeTruthy();
    expect(screen.getByRole('complementary', { name: 'Why' })).toBeTruthy();
  });

  test('a drawer on a tablet, closed with Escape', async () => {
    const { user } = renderScene({}, { width: 820 });
    expect(screen.queryByRole('complementary', { name: 'Why' })).toBeNull();
    await user.click(screen.getByRole('button', { name: 'Why' }));
    expect(document.activeElement?.getAttribute('aria-label')).toBe('Close');
    await user.keyboard('{Escape}');
    expect(screen.queryByRole('complementary', { name: 'Why' })).toBeNull();
  });

  test('one column and tabs on a phone; a problem jumps to the settings', async () => {
    const { user } = renderScene({ name: 'broken' }, { width: 390 });
    expect(screen.getByRole('main', { name: 'Results' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    expect(screen.getByRole('main', { name: 'Settings' })).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Heads' }));
    await waitFor(() => expect(document.activeElement).toBe(control('model.heads')));
  });

  test('what was opened in a column of a phone, and where it was scrolled to, is there when it comes back', async () => {
    const { user } = renderScene({}, { width: 390 });
    const panel = (): Promise<HTMLElement> => screen.findByRole('button', { name: 'Loss workshop' });
    await user.click(await panel());
    const column = screen.getByRole('main', { name: 'Results' });
    Object.defineProperty(column, 'scrollTop', { value: 700, writable: true });
    fireEvent.scroll(column);
    await user.click(screen.getByRole('button', { name: 'Settings' }));
    expect(screen.getByRole('main', { name: 'Settings' }).scrollTop).toBe(0);
    const grid = (await panel()).closest<HTMLElement>('.results-grid');
    expect(grid?.style.display).toBe('none');
    await user.click(screen.getByRole('button', { name: 'Results' }));
    expect(grid?.style.display).not.toBe('none');
    expect((await panel()).getAttribute('aria-expanded')).toBe('true');
    expect(screen.getByRole('main', { name: 'Results' }).scrollTop).toBe(700);
  });
});

describe('command palette', () => {
  test('opens with Ctrl+K, finds in either language, and performs', async () => {
    const { app, user } = renderScene({}, { part: <Dialogs /> });
    await user.keyboard('{Control>}k{/Control}');
    const input = await screen.findByRole('combobox', { name: 'Command palette' });
    await user.type(input, '学习率 weight');
    expect(screen.queryAllByRole('option', { name: /weight/i })).toHaveLength(0);
    await user.clear(input);
    await user.type(input, 'all settings');
    await user.keyboard('{Enter}');
    expect(app.store.getState().preferences.showAll).toBe(true);
    expect(app.store.getState().view.dialog).toBeNull();
  });

  test('leads to a setting, even a folded one', async () => {
    const { app, user } = renderScene();
    act(() => app.actions.preferences.toggleFolded('section-optimizer'));
    act(() => app.actions.view.open('palette'));
    await user.type(await screen.findByRole('combobox', { name: 'Command palette' }), 'weight decay{Enter}');
    await waitFor(() => expect(document.activeElement).toBe(control('optimizer.weightDecay')));
  });
});

test('the help lists every key of the registry', async () => {
  const { app, user } = renderScene({}, { part: <Dialogs /> });
  await user.keyboard('?');
  const help = await screen.findByRole('dialog', { name: 'Keyboard' });
  for (const key of ['Space', 'Ctrl K', 'Ctrl Z', 'Shift R']) expect(help.textContent).toContain(key);
  await user.click(screen.getByRole('button', { name: 'Close' }));
  expect(app.store.getState().view.dialog).toBeNull();
});

describe('announcements', () => {
  afterEach(() => vi.useRealTimers());

  test('come at most every five seconds and only when something changed', () => {
    vi.useFakeTimers();
    const { app } = renderScene({}, { part: <LiveRegion /> });
    const status = (): string => screen.getByRole('status').textContent;
    act(() => void vi.advanceTimersByTime(4900));
    expect(status()).toBe('');
    act(() => void vi.advanceTimersByTime(200));
    const first = status();
    expect(first).toContain('step 1,240');
    act(() => {
      const { run } = app.store.getState();
      if (run.status !== null) app.store.setState({ run: { ...run, status: { ...run.status, step: 1300 } } });
      vi.advanceTimersByTime(3000);
    });
    expect(status()).toBe(first);
    act(() => void vi.advanceTimersByTime(2000));
    expect(status()).toContain('step 1,300');
  });
});

test('Space pauses and continues, unless a control uses it itself', async () => {
  const { app, tab, user } = renderTab();
  await act(async () => {
    await app.boot();
    await app.actions.run.start();
    tab.wire.engine.advance(5);
  });
  const phase = (): string => app.store.getState().run.phase;
  await user.keyboard(' ');
  await waitFor(() => expect(phase()).toBe('paused'));
  await user.click(screen.getByRole('button', { name: /^Continue/ }));
  await waitFor(() => expect(phase()).toBe('running'));
  act(() => control('optimizer.learningRate').focus());
  await user.keyboard(' ');
  expect(phase()).toBe('running');
});

test('axe finds nothing in the parts that a page is made of', async () => {
  const part = (
    <>
      <TransportBar />
      <ProblemBar />
      <RunsPanel />
      <PromptPanel />
      <ErrorStack />
    </>
  );
  renderScene({ name: 'failed' }, { part });
  // Colours and landmarks need the whole page in a real browser: tests/e2e.
  const rules = { 'color-contrast': { enabled: false }, region: { enabled: false } };
  const { violations } = await axe.run(document.body, { rules });
  expect(violations.map(({ id, nodes }) => [id, ...nodes.map(({ target }) => target.join(' '))])).toEqual([]);
});
