/** Work of seconds in the lab: in sight wherever it was begun, with the time that is left, and never without the focus. */
import { act, fireEvent, waitFor } from '@testing-library/react';
import { useState } from 'react';
import { expect, test, vi } from 'vitest';
import { newPass } from '../../../src/domain/compression/recipe/editRecipe.ts';
import type { PassId } from '../../../src/domain/compression/recipe/passes.ts';
import type { Recipe } from '../../../src/domain/compression/recipe/recipe.ts';
import type { CompressedVariant } from '../../../src/protocol/compression.ts';
import { BeforeAfter } from '../../../src/ui/compress/BeforeAfter.tsx';
import { CachePanel } from '../../../src/ui/compress/CachePanel.tsx';
import CompressResults from '../../../src/ui/compress/CompressResults.tsx';
import RecipeColumn from '../../../src/ui/compress/RecipeColumn.tsx';
import { EstimatedProgress } from '../../../src/ui/panels/engine/EstimatedProgress.tsx';
import { fakeVariant } from '../../state/fakeVariant.ts';
import { renderTab, screen, within } from '../renderApp.tsx';

const lab = (
  <>
    <RecipeColumn />
    <CompressResults />
  </>
);

async function open(part = lab) {
  const shown = renderTab({ part });
  const { app } = shown.tab;
  await act(async () => {
    await app.boot();
    await app.actions.run.start({ paused: true });
    app.actions.view.goTo('compress');
    await app.actions.compression.open();
  });
  return shown;
}

const button = (name: string | RegExp): HTMLElement => screen.getByRole('button', { name });

test('a grid that is run far below is seen in a panel of its own, and its button keeps the focus', async () => {
  const { tab, user } = await open();
  const answer = tab.wire.silence('compress.run');
  await user.click(button('Sweep a grid of your own'));
  await user.click(button('Run the grid'));
  expect(document.activeElement).toBe(button('Run the grid'));
  const panel = within(screen.getByRole('region', { name: 'Work in progress' }));
  expect(panel.getByRole('progressbar')).toBeTruthy();
  expect(panel.getByText(/^Recipe 1 of 12/)).toBeTruthy();
  await user.click(button('Run the grid'));
  expect(tab.wire.requestsOf('compress.run')).toHaveLength(1);
  await user.click(panel.getByRole('button', { name: 'Cancel' }));
  await act(async () => answer());
  await waitFor(() => expect(screen.queryByRole('region', { name: 'Work in progress' })).toBeNull());
});

test('whoever cancels finds the focus where the work was begun', async () => {
  const { tab, user } = await open();
  const answer = tab.wire.silence('compress.run');
  await user.click(button('Compress'));
  await user.click(button('Cancel'));
  expect(document.activeElement).toBe(button('Compress'));
  await act(async () => answer());
  const map = within(screen.getByRole('region', { name: 'Sensitivity map' }));
  const measured = tab.wire.silence('sensitivity.run');
  await user.click(map.getByRole('button', { name: 'Measure' }));
  await user.click(map.getByRole('button', { name: 'Cancel' }));
  expect(document.activeElement).toBe(map.getByRole('button', { name: 'Measure' }));
  await act(async () => measured());
});

test('whoever removes passes or variants by key finds the focus on the next one, and at last on what adds one', async () => {
  const { tab, user } = await open();
  const { compression } = tab.app.actions;
  act(() => compression.addPass('wanda'));
  act(() => compression.addPass('svd'));
  const press = async (name: string): Promise<void> => {
    button(name).focus();
    await user.keyboard('{Enter}');
  };
  await press('Remove pass 1');
  expect(document.activeElement).toBe(button('Remove pass 1'));
  await press('Remove pass 2');
  expect(document.activeElement).toBe(button('Remove pass 1'));
  await press('Remove pass 1');
  expect(document.activeElement).toBe(button('Add a pass'));
  const recipes = [newRecipe('rtn'), newRecipe('gptq')];
  await act(async () => compression.sweep({ recipes, seconds: 60 }));
  const drops = (): readonly HTMLElement[] => screen.getAllByRole('button', { name: /^Drop / });
  drops()[0]?.focus();
  await user.keyboard('{Enter}');
  expect(drops()).toHaveLength(1);
  expect(document.activeElement).toBe(drops()[0]);
  await user.keyboard('{Enter}');
  expect(document.activeElement).toBe(button('Compress'));
});

test('so it is where this device is measured', async () => {
  const { tab, user } = await open(<CachePanel />);
  const answer = tab.wire.silence('cache.measure');
  await user.click(button('Measure what it costs'));
  await user.click(button('Cancel'));
  expect(document.activeElement).toBe(button('Measure what it costs'));
  await act(async () => answer());
});

function Growing() {
  const [share, setShare] = useState(0.01);
  return (
    <>
      <EstimatedProgress words="At it" share={share} />
      <button type="button" onClick={() => setShare(0.25)}>
        More
      </button>
    </>
  );
}

test('the time that is left follows from the share and from the time that has gone by', () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
  try {
    renderTab({ part: <Growing /> });
    const told = (): string | null => screen.getByRole('progressbar').getAttribute('aria-valuetext');
    act(() => void vi.advanceTimersByTime(3000));
    // A hundredth is too little to tell from.
    expect(told()).toMatch(/^1\.0.%$/);
    fireEvent.click(button('More'));
    act(() => void vi.advanceTimersByTime(1000));
    expect(told()).toMatch(/^25.% · 0:12 left$/);
  } finally {
    vi.useRealTimers();
  }
});

const newRecipe = (method: PassId): Recipe => ({ passes: [newPass(method)], rest: 'f16' });

const variant = (changes: Partial<CompressedVariant>): CompressedVariant => ({
  ...fakeVariant(1, 'run', 0, { passes: [], rest: 'f16' }),
  ...changes,
});

test('a variant that came from a file was not compressed here, so it has no time of compressing', async () => {
  await open(<BeforeAfter variant={variant({ opened: true, compressMs: 0 })} />);
  expect(document.body.textContent).toContain('Opened from a file');
  expect(document.body.textContent).not.toContain('Compressing took');
});

const { decoding, layers } = variant({});
const names = layers.map(({ name }) => name);
test.each([
  [names, 'It writes with plain f32 matrices', 'It writes compressed'],
  [names.slice(1), 'It writes compressed', 'It writes with plain f32 matrices'],
])('what runs as plain f32 throughout is not said to write compressed: %j', async (decoded, said, unsaid) => {
  await open(<BeforeAfter variant={variant({ decoding: { ...decoding, decoded } })} />);
  expect(document.body.textContent).toContain(said);
  expect(document.body.textContent).not.toContain(unsaid);
});
