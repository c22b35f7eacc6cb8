/** Runs, samples, the prompt box, errors, one's own text. */
import { act, fireEvent, waitFor } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { ErrorStack } from '../../src/ui/errors/ErrorStack.tsx';
import { PromptPanel } from '../../src/ui/panels/PromptPanel.tsx';
import { RunsPanel } from '../../src/ui/panels/RunsPanel.tsx';
import { SamplePanel } from '../../src/ui/panels/SamplePanel.tsx';
import { DropTarget } from '../../src/ui/shell/DropTarget.tsx';
import { renderScene, renderTab, screen } from './renderApp.tsx';

const withErrors = (panel: React.ReactNode) => ({
  part: (
    <>
      {panel}
      <ErrorStack />
    </>
  ),
});

describe('runs', () => {
  const list = withErrors(<RunsPanel />);

  test('a run is renamed in place', async () => {
    const { app, user } = renderScene({}, list);
    await user.click(screen.getByRole('button', { name: 'Rename calm-otter-7' }));
    await user.clear(screen.getByRole('textbox'));
    await user.type(screen.getByRole('textbox'), 'baseline{Enter}');
    expect(app.store.getState().runs.list[0]?.name).toBe('baseline');
    expect(screen.getByText('baseline', { selector: '.run-name span' })).toBeTruthy();
  });

  test('a deleted run can be brought back', async () => {
    const { app, user } = renderScene({}, list);
    await user.click(screen.getByRole('button', { name: 'Delete slow-lynx-4' }));
    expect(app.store.getState().runs.list).toHaveLength(2);
    await user.click(screen.getByRole('button', { name: 'Undo' }));
    expect(app.store.getState().runs.list).toHaveLength(3);
    expect(screen.queryByText('Deleted slow-lynx-4')).toBeNull();
  });

  test('every run says what differs and can be hidden', async () => {
    const { app, user } = renderScene({}, list);
    for (const run of app.store.getState().runs.list) expect(screen.getByText(run.difference.en)).toBeTruthy();
    await user.click(screen.getByRole('button', { name: 'Hide brave-heron-2 in the charts' }));
    expect(screen.getByRole('button', { name: 'Show brave-heron-2 in the charts' }).getAttribute('aria-pressed')).toBe(
      'false',
    );
  });
});

describe('samples', () => {
  test('the slider goes back to what the model wrote before', async () => {
    const { user } = renderScene({}, { part: <SamplePanel /> });
    const tokens = (): string => screen.getByRole('listbox').textContent;
    const newest = tokens();
    act(() => screen.getByRole('slider', { name: 'Earlier samples' }).focus());
    await user.keyboard('{Home}');
    expect(tokens()).not.toBe(newest);
    expect(document.body.textContent).toContain('step 50');
    await user.keyboard('{End}');
    expect(tokens()).toBe(newest);
  });

  test('arrow keys walk over the tokens and show what else was considered', () => {
    const { app } = renderScene({}, { part: <SamplePanel /> });
    const box = screen.getByRole('listbox');
    fireEvent.keyDown(box, { key: 'ArrowRight' });
    fireEvent.keyDown(box, { key: 'ArrowRight' });
    const second = app.store.getState().run.samples.at(-1)?.tokens[1];
    const active = document.getElementById(box.getAttribute('aria-activedescendant') ?? '');
    expect(active?.textContent).toBe(second?.text);
    expect(document.querySelectorAll('.token-card li')).toHaveLength(second?.alternatives.length ?? 0);
    expect(document.querySelectorAll('.token-card .taken')).toHaveLength(1);
    fireEvent.keyDown(box, { key: 'Escape' });
    expect(document.querySelector('.token-card')).toBeNull();
  });
});

describe('prompt', () => {
  async function trained() {
    const shown = renderTab({ part: <PromptPanel /> });
    await act(async () => {
      await shown.app.boot();
      await shown.app.actions.run.start();
      shown.tab.wire.engine.advance(20);
    });
    return shown;
  }

  test('Enter writes from the prompt, token by token', async () => {
    const { tab, user } = await trained();
    await user.type(screen.getByRole('textbox', { name: 'Prompt' }), 'The whale{Enter}');
    await waitFor(() => expect(document.querySelectorAll('.token').length).toBeGreaterThan(20));
    expect(tab.wire.requestsOf('generate.start')[0]?.payload).toMatchObject({ prompt: 'The whale' });
  });

  test('asks for a text with gaps where gaps are what the model fills', async () => {
    const { app } = renderTab({ part: <PromptPanel /> });
    await act(async () => {
      await app.boot();
      app.actions.config.setValue('objective.method', 'masked-lm');
      await app.actions.run.start();
    });
    expect(screen.getByRole('textbox', { name: 'Prompt' }).getAttribute('placeholder')).toContain('[MASK]');
    expect(document.querySelector('.prompt-panel .empty')?.textContent).toContain('[MASK]');
  });

  test('Enter that ends an input method’s word does not', async () => {
    const { tab } = await trained();
    fireEvent.keyDown(screen.getByRole('textbox', { name: 'Prompt' }), { key: 'Enter', isComposing: true });
    expect(tab.wire.requestsOf('generate.start')).toHaveLength(0);
  });

  test('an illegal option is refused beside its box and not used', async () => {
    const { app, user } = await trained();
    await user.click(screen.getByRole('button', { name: /temperature 0.8/ }));
    const box = screen.getByRole('textbox', { name: 'Temperature' });
    await user.clear(box);
    await user.type(box, '99{Enter}');
    expect(screen.getByRole('alert').textContent).toContain('0 … 5');
    expect(app.store.getState().generation.options.temperature).toBe(0.8);
    await user.click(screen.getByRole('button', { name: 'Use 5' }));
    expect(app.store.getState().generation.options.temperature).toBe(5);
  });
});

test('an error names cause and remedy, and its button does what it says', async () => {
  const { app, user } = renderScene({ name: 'failed' }, withErrors(null));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('1240');
  await user.click(screen.getByRole('button', { name: 'Lower the learning rate' }));
  expect(app.store.getState().errors).toHaveLength(0);
});

describe('a dropped file', () => {
  const drop = async (bytes: Uint8Array<ArrayBuffer>, name: string): Promise<void> => {
    const file = new File([bytes], name);
    // jsdom's File cannot be read as bytes.
    Object.assign(file, { arrayBuffer: () => Promise.resolve(bytes.buffer) });
    const event = Object.assign(new Event('drop', { cancelable: true }), {
      dataTransfer: { types: ['Files'], files: [file] },
    });
    await act(async () => {
      window.dispatchEvent(event);
      await new Promise((resolve) => setTimeout(resolve, 0));
    });
  };

  test('of text becomes the training text', async () => {
    const { app } = renderScene({}, withErrors(<DropTarget />));
    await drop(new TextEncoder().encode('to be or not to be, that is the question. '.repeat(20)), 'hamlet.txt');
    expect(app.store.getState().config.ownText?.name).toBe('hamlet.txt');
    expect(app.store.getState().config.config.data.corpus).toBe('own-text');
  });

  test.each([
    ['empty', new Uint8Array(0), /no text/],
    ['binary', Uint8Array.from({ length: 4000 }, (_, index) => (index * 37) % 256), /binary/],
  ])('that is %s changes nothing and says why', async (_kind, bytes, words) => {
    const { app } = renderScene({}, withErrors(<DropTarget />));
    await drop(bytes, 'photo.jpg');
    expect(app.store.getState().config.ownText).toBeNull();
    expect((await screen.findByRole('alert')).textContent).toMatch(words);
    expect(screen.getByRole('alert').textContent).toContain('photo.jpg');
  });
});
