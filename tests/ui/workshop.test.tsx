/** The loss workshop over a fake engine: writing a loss, reading curves, and what a loss asks of the tokens of a batch. */
import { act, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { XrayPanel } from '../../src/ui/panels/xray/XrayPanel.tsx';
import { WorkshopPanel } from '../../src/ui/workshop/WorkshopPanel.tsx';
import { renderTab, screen, within } from './renderApp.tsx';

async function opened(part = <WorkshopPanel />, name = 'Loss workshop') {
  const shown = renderTab({ part });
  await act(async () => {
    await shown.app.boot();
    await shown.app.actions.run.start();
    shown.tab.wire.engine.advance(20);
  });
  await shown.user.click(screen.getByRole('button', { name }));
  return shown;
}

/** What is in the panel is loaded when it is opened, which may take its time. */
const patience = { timeout: 20_000 };
const box = (): Promise<HTMLInputElement> =>
  screen.findByRole<HTMLInputElement>('textbox', { name: 'Loss of one token' }, patience);
const said = (): string => document.querySelector('.expression-said')?.textContent ?? '';
const loss = ({ tab }: Awaited<ReturnType<typeof opened>>) => tab.state().config.config.loss;

async function write(shown: Awaited<ReturnType<typeof opened>>, text: string): Promise<void> {
  await shown.user.clear(await box());
  await shown.user.type(await box(), text);
}

test('a loss is written, told what is wrong with it, repaired, and trained on when the person says so', async () => {
  const shown = await opened();
  expect((await box()).value).toBe('(1 - p)^2 * -log(p)');
  await write(shown, '(1 - p)^3 * -lgo(p)');
  expect(said()).toContain('character 14: there is no “lgo”. Did you mean “log”?');
  expect(screen.getByRole('button', { name: 'Train with it' })).toHaveProperty('disabled', true);
  expect((await box()).value).toBe('(1 - p)^3 * -lgo(p)');
  await shown.user.click(screen.getByRole('button', { name: 'Use (1 - p)^3 * -log(p)' }));
  expect(loss(shown)).toMatchObject({ method: 'cross-entropy' });
  await shown.user.click(screen.getByRole('button', { name: 'Train with it' }));
  expect(loss(shown)).toMatchObject({ method: 'custom', expression: '(1 - p)^3 * -log(p)' });
  expect(said()).toContain('the loss of your settings');
  act(() => shown.app.actions.config.undo());
  act(() => shown.app.actions.config.undo());
  expect(loss(shown)).toMatchObject({ method: 'cross-entropy' });
});

test('curves: every loss and the draft, with their numbers at a probability that keys choose', async () => {
  const shown = await opened();
  await write(shown, '2 * -log(p)');
  const row = (name: RegExp): string[] =>
    within(screen.getByRole('row', { name }))
      .getAllByRole('cell')
      .map(({ textContent }) => textContent ?? '');
  const slider = screen.getByRole<HTMLInputElement>('slider');
  expect(slider.getAttribute('aria-valuetext')).toBe('0.250');
  expect(row(/^ ?Cross-entropy/)).toEqual(['1.3863', '-0.7500']);
  expect(row(/What you write/)).toEqual(['2.7726', '-1.5000']);
  expect(row(/Focal/)).toHaveLength(2);
  expect(row(/Class-weighted/)).toEqual(row(/^ ?Cross-entropy/));
  expect(screen.getAllByRole('img', { name: /probability/ })).toHaveLength(2);
  expect(document.querySelectorAll('.curve-chart .curve-line')).toHaveLength(10);
});

test('per token: a position by keys, bars of p and of both gradients, which sum to nothing', async () => {
  const shown = await opened();
  await shown.user.click(await screen.findByRole('radio', { name: 'Per token' }, patience));
  const list = await screen.findByRole('listbox', { name: /next batch/ });
  act(() => list.focus());
  await shown.user.keyboard('{Home}{ArrowRight}{ArrowRight}');
  expect(document.querySelector('[role=option][aria-selected=true]')?.getAttribute('aria-label')).toMatch(
    /, then b: loss \d/,
  );
  expect(document.body.textContent).toContain('After “␣” (position 3) comes “b”');
  const cells = Array.from(document.querySelectorAll('.token-bars tbody tr'), (line) =>
    Array.from(line.querySelectorAll('td .mono'), ({ textContent }) =>
      Number((textContent ?? '').replace('−', '-').replace(/[^\d.-]/g, '')),
    ),
  );
  expect(cells.length).toBe(15);
  for (const column of [1, 2]) {
    expect(Math.abs(cells.reduce((sum, values) => sum + (values[column] ?? Number.NaN), 0))).toBeLessThan(2e-3);
  }
  expect(cells[0]?.[2]).toBeLessThan(0);
  await shown.user.keyboard('{Home}');
  expect(document.body.textContent).toContain('t: does not count');
});

test('terms against the loss: cosines by layer with a sentence', async () => {
  const shown = await opened(<XrayPanel asked={null} />, 'Optimizer x-ray');
  await shown.user.click(await screen.findByRole('radio', { name: 'Terms against loss' }, patience));
  await shown.user.click(screen.getByRole('button', { name: 'Measure the angles' }));
  await waitFor(() => expect(document.body.textContent).toContain('pulls against the loss'));
  const term = within(screen.getByRole('region', { name: /^Unlikelihood, weight 0\.500/ }));
  expect(term.getByRole('row', { name: /Whole model/ }).textContent).toContain('−0.125');
  expect(term.getByRole('row', { name: /Layer 2/ }).textContent).toContain('–');
});

test('in Chinese', async () => {
  const shown = await opened();
  await write(shown, 'max(p)');
  act(() => shown.app.actions.preferences.setLanguage('zh'));
  expect(said()).toContain('第 1 个字符：max 需要 2 个值，而不是 1 个');
  expect(screen.getByRole('button', { name: '用它训练' })).toBeTruthy();
});
