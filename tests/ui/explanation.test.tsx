/** Everything that can be set can be explained, from its definition. */
import { act } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/domain/config/fields.ts';
import { presetConfig, presetIds } from '../../src/domain/presets/index.ts';
import { explanationOf, markSymbol } from '../../src/ui/why/explanation.ts';
import { samplingField, samplingKeys } from '../../src/ui/panels/samplingFields.ts';
import { WhyColumn } from '../../src/ui/why/WhyColumn.tsx';
import { renderScene, screen } from './renderApp.tsx';

test.each(presetIds)('every setting of %s has an explanation', (id) => {
  const config = presetConfig(id);
  for (const { path } of fieldsOf(config)) {
    const explanation = explanationOf(config, path);
    expect(explanation?.text.en, path).toBeTruthy();
    expect(explanation?.text.zh, path).toBeTruthy();
  }
});

test('so do the options of generation, but nothing that does not exist', () => {
  const config = presetConfig('gpt-moby-dick');
  for (const key of samplingKeys) expect(explanationOf(config, samplingField(key).path)?.name).toBeDefined();
  expect(explanationOf(config, 'optimizer.nothing')).toBeNull();
});

describe('the symbol in its formula', () => {
  const mark = (symbol: string): string => `{\\htmlClass{marked}{${symbol}}}`;

  test.each([
    [String.raw`\theta-\eta m`, String.raw`\eta`, String.raw`\theta-${mark(String.raw`\eta`)} m`],
    [String.raw`\Theta T\top`, 'T', String.raw`\Theta ${mark('T')}\top`],
    [String.raw`\beta_1 m+\beta_2 s`, String.raw`\beta_2`, String.raw`\beta_1 m+${mark(String.raw`\beta_2`)} s`],
    [String.raw`x_w+w`, 'w', `x_${mark('w')}+${mark('w')}`],
  ])('%s, %s', (formula, symbol, expected) => expect(markSymbol(formula, symbol)).toBe(expected));

  test('a formula that does not contain it says nothing about it', () => {
    expect(markSymbol(String.raw`\mathrm{GELU}(x)`, 'L')).toBe('');
    expect(markSymbol('', 'L')).toBe('');
  });
});

const why = { part: <WhyColumn /> };

test('without a subject the column asks the preset’s question and offers steps', async () => {
  const { app, user } = renderScene({}, why);
  expect(screen.getByRole('heading', { level: 2 }).textContent).toBe(
    'How does a network that knows nothing learn to spell?',
  );
  await user.click(screen.getByRole('button', { name: /Swap AdamW/ }));
  expect(app.store.getState().config.config.optimizer.method).not.toBe('adamw');
});

test('a subject is explained with its value, range, default and source, and can be left', async () => {
  const { app, user } = renderScene({}, why);
  act(() => app.actions.view.explain('optimizer.learningRate'));
  await screen.findByText('Usual');
  const text = document.body.textContent;
  for (const part of ['Learning rate', 'Now', 'Usual', 'Default1e-3', 'at the next step', 'torch.optim.AdamW'])
    expect(text).toContain(part);
  await user.click(screen.getByRole('button', { name: 'Back to the question' }));
  expect(app.store.getState().view.explained).toBeNull();
});
