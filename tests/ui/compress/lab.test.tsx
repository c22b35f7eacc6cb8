/** The compression lab as a person meets it: recipe, work, card, board, matrices, two texts, in both languages. */
import { act, waitFor } from '@testing-library/react';
import axe from 'axe-core';
import { describe, expect, test } from 'vitest';
import { newPass } from '../../../src/domain/compression/recipe/editRecipe.ts';
import { compressWords } from '../../../src/i18n/compressWords.ts';
import { executionWords } from '../../../src/i18n/executionWords.ts';
import CompressResults from '../../../src/ui/compress/CompressResults.tsx';
import RecipeColumn from '../../../src/ui/compress/RecipeColumn.tsx';
import { firstDifference } from '../../../src/ui/compress/SideBySide.tsx';
import { WhyColumn } from '../../../src/ui/why/WhyColumn.tsx';
import { tokenAt } from '../../state/fakeCurve.ts';
import { control, field, renderTab, screen, within } from '../renderApp.tsx';

const nbsp = '\u00a0';
const part = (
  <>
    <RecipeColumn />
    <CompressResults />
    <WhyColumn />
  </>
);

/** The lab with a paused run, unless told otherwise. */
async function open({ run = true } = {}) {
  const shown = renderTab({ part });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    if (run) await app.actions.run.start({ paused: true });
    app.actions.view.goTo('compress');
    await app.actions.compression.open();
  });
  return { ...shown, lab: app.actions.compression, state: () => shown.tab.state().compression };
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });
const region = (name: string): HTMLElement => screen.getByRole('region', { name });
const passes = (): readonly (string | null)[] =>
  [...document.querySelectorAll('.pass')].map((block) => block.getAttribute('aria-label'));

describe('the recipe', () => {
  test('is made of blocks, with methods by kind and controls from their specifications', async () => {
    const { user, state } = await open();
    await user.click(button('Add a pass'));
    for (const kind of ['Quantise', 'Prune', 'Low rank', 'Share']) expect(screen.getByText(kind)).toBeTruthy();
    await user.click(screen.getByRole('menuitem', { name: /^Wanda/ }));
    expect(passes()).toEqual([`Pass 1: gptq 4${nbsp}bit group size 32`, `Pass 2: wanda 50${nbsp}%`]);
    await user.clear(control('recipe.passes.1.sparsity'));
    await user.type(control('recipe.passes.1.sparsity'), '0.7{Enter}');
    expect(state().recipe?.passes[1]).toMatchObject({ method: 'wanda', sparsity: 0.7 });
    await user.click(button('Remove pass 1'));
    expect(passes()).toEqual([`Pass 1: wanda 70${nbsp}%`]);
  });

  test('is put in another order by keyboard; the focus goes along and the move is told', async () => {
    const { user, lab } = await open();
    act(() => {
      lab.addPass('wanda');
      lab.addPass('svd');
    });
    button('Move pass 3 up').focus();
    await user.keyboard('{Enter}');
    expect(passes().map((name) => name?.split(' ')[2])).toEqual(['gptq', 'svd', 'wanda']);
    expect(screen.getByText(/is now pass 2 of 3/)).toBeTruthy();
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Move pass 2 up'));
    await user.keyboard('{Enter}');
    await waitFor(() => expect(document.activeElement?.getAttribute('aria-label')).toBe('Move pass 1 down'));
    expect(passes()[0]).toContain('svd');
  });

  test('says beside the control what is wrong, with the way out, and is not run meanwhile', async () => {
    const { user, state } = await open();
    await user.clear(control('recipe.passes.0.bits'));
    await user.type(control('recipe.passes.0.bits'), '12{Enter}');
    expect(field('recipe.passes.0.bits').getByRole('alert').textContent).toContain('8');
    expect(button('Compress').hasAttribute('disabled')).toBe(true);
    expect(screen.getByText('The recipe cannot be used as it is: what is wrong is marked in it.')).toBeTruthy();
    await user.click(button('Use 8'));
    expect(state().recipe?.passes[0]?.['bits']).toBe(8);
    expect(button('Compress').hasAttribute('disabled')).toBe(false);
    await user.click(button('Undo the last change of the recipe'));
    await user.click(button('Undo the last change of the recipe'));
    expect(state().recipe?.passes[0]?.['bits']).toBe(4);
  });

  test('a recipe that came with mistakes names them', async () => {
    const { lab } = await open();
    act(() => void lab.importRecipe('{"passes":[{"method":"wnada"}]}'));
    expect(screen.getByRole('alert').textContent).toContain('wnada');
    expect(passes()).toEqual([`Pass 1: wanda 50${nbsp}%`]);
  });

  test('the part in hand is explained in the right column', async () => {
    const { lab } = await open();
    act(() => control('recipe.passes.0.bits').focus());
    await waitFor(() => expect(document.querySelector('.explanation h2')?.textContent).toContain('Bits'));
    expect(document.querySelector('.explanation')?.textContent).toContain('when the model is compressed next');
    act(() => control('recipe.passes.0.method').focus());
    await waitFor(() => expect(document.querySelector('.explanation')?.textContent).toContain('Frantar'));
    act(() => lab.removePass(0));
    await waitFor(() => expect(document.querySelector('.explanation')?.textContent).toContain('How small can it get'));
  });
});

describe('compressing', () => {
  test('says why it cannot be done', async () => {
    await open({ run: false });
    expect(button('Compress').hasAttribute('disabled')).toBe(true);
    expect(screen.getByText(/There is no model to compress yet.*or open a model/)).toBeTruthy();
  });

  test('shows phase, pass and share, keeps the focus, and can be cancelled', async () => {
    const { tab, user, state } = await open();
    const answer = tab.wire.silence('compress.run');
    await user.click(button('Compress'));
    expect(document.activeElement).toBe(button('Compress'));
    expect(screen.getByText('Waiting for the step in hand')).toBeTruthy();
    act(() => {
      const progress = { runId: state().working === null ? '' : (tab.state().run.runId ?? ''), pass: 0 };
      const working = state().working;
      if (working === null) throw new Error('nothing is being done');
      tab.app.store.setState((all) => ({
        compression: {
          ...all.compression,
          working: { ...working, progress: { ...progress, phase: 'compressing', share: 0.5, elapsedMs: 4000 } },
        },
      }));
    });
    expect(screen.getByText(/^Pass 1 of 1: gptq/)).toBeTruthy();
    expect(screen.getByText(/50\s% of this part, about 0:04 left in it/)).toBeTruthy();
    await user.click(button('Cancel'));
    expect(tab.wire.requestsOf('compress.cancel')).toHaveLength(1);
    expect(screen.getByText('Cancelling …')).toBeTruthy();
    await act(async () => answer());
    await waitFor(() => expect(state().working).toBeNull());
  });

  test('a failure stands beside the button, with its cause', async () => {
    const { tab, user } = await open();
    tab.wire.refuseNext('compress.run', 'out-of-memory');
    await user.click(button('Compress'));
    await waitFor(() => expect(screen.getByRole('alert').textContent).toContain('could not be compressed'));
  });
});

describe('results', () => {
  test('the card has every measure before and after, exact bytes and a verdict in words', async () => {
    const { user } = await open();
    await user.click(button('Compress'));
    const card = await screen.findByRole('region', { name: 'Before and after' });
    const rows = [...card.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => cell.textContent));
    // 4 bits of 100,000 weights and 2000 bytes beside them; the loss goes from 1.5 to 1.5 + 1/16.
    expect(rows).toEqual([
      ['Loss, nats per token', '1.5000', '1.5625', '+0.0625'],
      ['Perplexity', '4.482', '4.771', `+6.4${nbsp}%`],
      ['File beside all weights as f32', `400${nbsp}kB`, `52.0${nbsp}kB`, '7.69× smaller'],
      ['The same beside f16', `200${nbsp}kB`, `52.0${nbsp}kB`, '3.85× smaller'],
      ['After gzip', '–', `51.8${nbsp}kB`, '7.72× smaller'],
      ['Bits per weight', '32.00', '4.16', '−27.84'],
      ['Weights in memory while it writes', `400${nbsp}kB`, `52.0${nbsp}kB`, '7.69× smaller'],
      ['Time per token', `500${nbsp}µs`, `600${nbsp}µs`, '1.20× slower'],
    ]);
    expect(card.textContent).toContain(`7.69× smaller than f32, perplexity +6.4${nbsp}%. A high price.`);
    expect(card.textContent).toContain('32,768 held-out tokens');
    const matrices = region('Matrix by matrix');
    expect(matrices.textContent).toContain(`Most damage: h.0.mlp.c_fc, 6.3${nbsp}%`);
    expect([...matrices.querySelectorAll('tbody th')].map((cell) => cell.textContent)).toEqual([
      'h.0.attn.c_attn',
      'h.0.mlp.c_fc',
    ]);
  });

  test('it says how long text was read for a method that wants some, or that it had been read before', async () => {
    const { user, lab } = await open();
    act(() => lab.setRecipe({ passes: [newPass('gptq')], rest: 'f16' }));
    const card = async (): Promise<string> =>
      (await screen.findByRole('region', { name: 'Before and after' })).textContent;
    await user.click(button('Compress'));
    expect(await card()).toContain(`Reading text for it took 100${nbsp}ms.`);
    await user.click(button('Compress'));
    await waitFor(async () => expect(await card()).toContain('The text for it had been read for an earlier recipe.'));
    act(() => lab.setRecipe({ passes: [newPass('rtn')], rest: 'f16' }));
    await user.click(button('Compress'));
    await waitFor(async () => expect(await card()).not.toMatch(/Reading text|had been read/));
  });

  test('a task is also told by its answers, and the step where the run was trained on in between', async () => {
    const { user, tab } = await open();
    await user.click(button('Compress'));
    act(() =>
      tab.app.store.setState(({ compression }) => ({
        compression: {
          ...compression,
          variants: compression.variants.flatMap((variant) => [
            { ...variant, before: { ...variant.before, accuracy: 0.9 }, after: { ...variant.after, accuracy: 0.85 } },
            { ...variant, variantId: 99, step: 500 },
          ]),
        },
      })),
    );
    const row = within(region('Before and after')).getByRole('row', { name: /^Answered exactly/ });
    expect([...row.children].map((cell) => cell.textContent)).toEqual([
      'Answered exactly',
      `90${nbsp}%`,
      `85${nbsp}%`,
      '−5.0 points',
    ]);
    expect(within(region('Variants')).getByRole('columnheader', { name: 'Step' })).toBeTruthy();
    expect(region('Variants').textContent).toContain('500');
  });

  test('a sweep fills the board; dots are reached and chosen by key, and say what they are', async () => {
    const { user, state } = await open();
    await user.click(button('Sweep 13 recipes'));
    await waitFor(() => expect(state().working).toBeNull());
    const board = within(screen.getByRole('radiogroup', { name: 'Variants by size' }));
    const dots = board.getAllByRole('radio');
    expect(dots).toHaveLength(13);
    expect(dots.filter((dot) => dot.tabIndex === 0)).toHaveLength(1);
    const [front, beaten] = [/best of its size$/, /another is smaller and better$/].map(
      (words) => dots.filter((dot) => words.test(dot.getAttribute('aria-label') ?? '')).length,
    );
    // At each width one of two equals leads; half of the weights pruned at 32 bits is beaten by the original.
    expect([front, beaten]).toEqual([10, 3]);
    act(() => dots.find((dot) => dot.tabIndex === 0)?.focus());
    await user.keyboard('{Home}{ArrowRight}');
    const chosen = board.getByRole('radio', { checked: true });
    expect(document.activeElement).toBe(chosen);
    expect(chosen.getAttribute('aria-label')).toMatch(/^(rtn|gptq) 2/);
    expect(region('Before and after').textContent).toMatch(/(rtn|gptq) 2/);
    await user.click(within(region('Variants')).getAllByRole('button', { name: /^Drop/ })[0] ?? document.body);
    expect(board.getAllByRole('radio')).toHaveLength(12);
  });

  test('the board weighs quality against time as well, and says so of every dot', async () => {
    const { user, state } = await open();
    await user.click(button('Sweep 13 recipes'));
    await waitFor(() => expect(state().working).toBeNull());
    await user.click(screen.getByRole('radio', { name: 'Time per token' }));
    const dots = within(screen.getByRole('radiogroup', { name: 'Variants by time per token' })).getAllByRole('radio');
    // What is quantised takes 0.6 ms and the original 0.5, which is better too; what is only pruned is neither.
    for (const dot of dots) expect(dot.getAttribute('aria-label')).toMatch(/\d00\sµs per token, another is faster/);
    expect(document.querySelector('.board-axes')?.textContent).toContain('time per token on this device');
  });

  test('two texts from one seed stand side by side, with the place where they part', async () => {
    const { user, tab } = await open();
    act(() => tab.app.actions.generation.setOptions({ maxTokens: 6 }));
    await user.click(button('Compress'));
    await user.type(await screen.findByRole('textbox', { name: 'Prompt' }), 'Mo');
    await user.click(button('Write both'));
    await waitFor(() => expect(screen.getByText('They never part: all tokens are the same (6).')).toBeTruthy());
    expect(screen.getByRole('listbox', { name: 'Text of Original' }).textContent).toBe(
      screen.getByRole('listbox', { name: /^Text of gptq/ }).textContent,
    );
    act(() =>
      tab.app.store.setState(({ compression }) => ({
        compression: {
          ...compression,
          comparison: {
            ...compression.comparison,
            compressed: compression.comparison.compressed.map((compared, at) =>
              at === 5 ? { ...compared, token: { ...compared.token, id: 999 } } : compared,
            ),
          },
        },
      })),
    );
    expect(screen.getByText('Tokens in common before they part: 3')).toBeTruthy();
    expect(document.querySelectorAll('.first-difference')).toHaveLength(2);
  });

  test('as long as one is shorter and the rest the same, they have not parted', () => {
    const tokens = [0, 1, 2].map((at) => ({ token: tokenAt(at), fromPrompt: false, klNats: null }));
    const comparison = { variantId: 1, original: tokens, compressed: tokens.slice(0, 2), writing: null };
    expect(firstDifference(comparison)).toBeNull();
  });
});

test('there is nothing that a screen reader would stumble over', async () => {
  const { user } = await open();
  await user.click(button('Compress'));
  await screen.findByRole('region', { name: 'Before and after' });
  const { violations } = await axe.run(document.body, { rules: { region: { enabled: false } } });
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)).toEqual([]);
});

test('in Chinese no English sentence is left, and every word has the same values in both languages', async () => {
  const { tab, user } = await open();
  await user.click(button('Compress'));
  await screen.findByRole('region', { name: 'Before and after' });
  act(() => tab.app.actions.preferences.setLanguage('zh'));
  expect(document.body.textContent).not.toMatch(/[A-Z][a-z]+ [a-z]+ [a-z]+/);
  expect(document.body.textContent).not.toMatch(/\{\w+\}/);
  const values = (text: string): readonly string[] => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
  for (const { en, zh } of Object.values({ ...compressWords, ...executionWords })) {
    expect(values(zh)).toEqual(values(en));
  }
});
