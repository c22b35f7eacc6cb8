/** Passes about activations, as a person meets them. */
import { act, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import CompressResults from '../../../src/ui/compress/CompressResults.tsx';
import RecipeColumn from '../../../src/ui/compress/RecipeColumn.tsx';
import { renderTab, screen } from '../renderApp.tsx';

const nbsp = '\u00a0';

test('they stand in a group of their own, and the card says what is rounded', async () => {
  const { user, tab } = renderTab({
    part: (
      <>
        <RecipeColumn />
        <CompressResults />
      </>
    ),
  });
  const { app } = tab;
  await act(async () => {
    await app.boot();
    await app.actions.run.start({ paused: true });
    app.actions.view.goTo('compress');
    await app.actions.compression.open();
  });
  await user.click(screen.getByRole('button', { name: 'Add a pass' }));
  for (const name of [/^Activations/, /^SmoothQuant/, /^Experiment: outliers/]) screen.getByRole('menuitem', { name });
  await user.click(screen.getByRole('menuitem', { name: /^Activations/ }));
  expect([...document.querySelectorAll('.pass')].at(1)?.getAttribute('aria-label')).toBe(
    `Pass 2: activations 8${nbsp}bit`,
  );
  await user.click(screen.getByRole('button', { name: 'Compress' }));
  await waitFor(() =>
    expect(document.querySelector('.before-after')?.textContent).toContain(
      'Activations in 8 bits, with a scale for each token',
    ),
  );
  // And how, on the machine that it writes on.
  expect(document.querySelector('.before-after')?.textContent).toContain('On the processor the rounding is imitated');
});
