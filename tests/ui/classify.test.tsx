/** What names labels: the table of confusions, a text that is judged, and lines of one's own with all that is wrong with them. */
import { act, fireEvent } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { ConfusionPanel } from '../../src/ui/classify/ConfusionPanel.tsx';
import { LabelPrompt } from '../../src/ui/classify/LabelPrompt.tsx';
import { LabelsNote } from '../../src/ui/classify/LabelsNote.tsx';
import { Results } from '../../src/ui/panels/Results.tsx';
import { renderTab, screen, within } from './renderApp.tsx';

async function classifier(part: React.ReactNode, language: 'en' | 'zh' = 'en') {
  const shown = renderTab({ part });
  await act(async () => {
    await shown.app.boot();
    shown.app.actions.preferences.setLanguage(language);
    shown.app.actions.config.setValue('data.corpus', 'novel-or-speech');
    shown.app.actions.config.setValue('objective.method', 'classification');
    await shown.app.actions.run.start();
  });
  return shown;
}

describe('confusions', () => {
  test('come with a validation, beside what naming always the most frequent label would give', async () => {
    const { tab } = await classifier(<ConfusionPanel />);
    expect(screen.getByText('Comes with the first validation.')).toBeTruthy();
    await act(async () => tab.wire.engine.advance(100));
    const table = within(screen.getByRole('table', { name: 'What is taken for what' }));
    const [, novel, speech] = table.getAllByRole('row');
    expect(
      within(novel as HTMLElement)
        .getAllByRole('cell')
        .map(({ textContent }) => textContent),
    ).toEqual(['40', '10', '80.0 %', '88.9 %', '0.842']);
    expect(within(speech as HTMLElement).getAllByRole('cell')[1]?.title).toBe('Speech, named as Speech: 45 of 50');
    const figure = (name: string): string | null | undefined => screen.getByText(name).nextElementSibling?.textContent;
    expect(figure('Accuracy')).toBe('85.0 %');
    expect(figure('Macro-F1')).toBe('0.850');
    expect(figure('Naming always the most frequent')).toBe('50.0 %');
    expect(document.body.textContent).toContain('Some of the held-out texts');
  });

  test('can be measured on everything at any time, in Chinese too', async () => {
    const { user } = await classifier(<ConfusionPanel />, 'zh');
    await user.click(screen.getByRole('button', { name: '用全部留出文本测量' }));
    expect(await screen.findByRole('table', { name: '混淆矩阵' })).toBeTruthy();
    expect(document.body.textContent).toContain('全部留出文本。');
    expect(screen.getByRole('rowheader', { name: '小说' })).toBeTruthy();
  });
});

describe('a text', () => {
  test('is judged by Enter: labels by their probability, with what was read', async () => {
    const { tab, user } = await classifier(<LabelPrompt />);
    const box = screen.getByRole('textbox', { name: 'Text to be judged' });
    fireEvent.change(box, { target: { value: 'Call me Ishmael.' } });
    box.focus();
    await user.keyboard('{Enter}');
    const list = within(await screen.findByRole('list', { name: 'Probability of each label' }));
    expect(list.getAllByRole('listitem').map(({ textContent }) => textContent)).toEqual(['Novel96.9 %', 'Speech3.1 %']);
    expect(document.body.textContent).toContain('16 tokens read at step 0.');
    expect(tab.wire.requestsOf('classify.text')).toHaveLength(1);
    expect(tab.wire.requestsOf('generate.start')).toHaveLength(0);
  });

  test('that is empty cannot be asked about', async () => {
    await classifier(<LabelPrompt />);
    expect(screen.getByRole<HTMLButtonElement>('button', { name: 'Name the label' }).disabled).toBe(true);
  });
});

test('the page shows these panels in the place of the prompt, and only for such a run', async () => {
  await classifier(<Results />);
  expect(await screen.findByRole('heading', { name: 'Ask for a label' }, { timeout: 20_000 })).toBeTruthy();
  expect(screen.getByRole('heading', { name: 'What is taken for what' })).toBeTruthy();
  expect(screen.queryByRole('textbox', { name: 'Prompt' })).toBeNull();
});

describe('lines of one’s own', () => {
  const text = Array.from({ length: 30 }, (_, i) => `${['up', 'down', 'side'][i % 3]}\tthe text of line ${i}`).join(
    '\n',
  );

  test('say how many labels there are, and the setting follows them', async () => {
    const { app } = renderTab({ part: <LabelsNote /> });
    expect(document.body.textContent).toContain('label, tab, text');
    act(() => {
      app.actions.config.setOwnText({ name: 'mine.txt', text });
      app.actions.config.setValue('objective.method', 'classification');
    });
    expect(document.body.textContent).toContain('3 labels in 30 lines: down, side, up');
    expect(app.store.getState().config.config.objective).toMatchObject({ method: 'classification', labels: 3 });
    act(() => app.actions.config.setOwnText({ name: 'two', text: text.replaceAll('side', 'down') }));
    expect(app.store.getState().config.config.objective).toMatchObject({ labels: 2 });
    act(() => app.actions.config.undo());
    expect(app.store.getState().config.config.objective).toMatchObject({ labels: 3 });
  });

  test('that are wrong are told by their number', () => {
    const { app } = renderTab({ part: <LabelsNote /> });
    act(() => app.actions.config.setOwnText({ name: 'bad', text: `${text}\nno tab here` }));
    expect(screen.getByRole('alert').textContent).toContain('Line 31 has no tab');
  });
});
