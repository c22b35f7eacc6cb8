/** The diagram of the architecture: parts in order, figures that add up, weights on focus, and what it says where it cannot be drawn. */
import { act, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { setValue } from '../../src/domain/config/setValue.ts';
import { modelSteps } from '../../src/domain/limits/modelSteps.ts';
import { DiagramPanel } from '../../src/ui/panels/diagram/DiagramPanel.tsx';
import { Results } from '../../src/ui/panels/Results.tsx';
import { diagramParts } from '../../src/ui/panels/diagram/diagramParts.ts';
import { renderScene, screen, within } from './renderApp.tsx';

function partsOf(values: Readonly<Record<string, string | number>>) {
  const config = Object.entries(values).reduce(
    (current, [key, value]) => setValue(current, `model.${key}`, value),
    defaultConfig,
  );
  const { definition, settings } = resolve(config).model;
  return diagramParts(modelSteps(definition, settings, 50, 2, 16)).map(({ kind, first, last }) => [kind, first, last]);
}

test('layers that are alike are one part, others are parts of their own', () => {
  expect(partsOf({ layers: 5 })).toEqual([
    ['input', 0, 0],
    ['layer', 1, 5],
    ['output', 0, 0],
  ]);
  expect(partsOf({ architecture: 'hybrid', layers: 4, attentionEvery: 3 })).toEqual([
    ['input', 0, 0],
    ['layer', 1, 2],
    ['layer', 3, 3],
    ['layer', 4, 4],
    ['output', 0, 0],
  ]);
  expect(partsOf({ architecture: 'lstm', layers: 1 })).toEqual([
    ['input', 0, 0],
    ['layer', 1, 1],
    ['output', 0, 0],
  ]);
});

test('what drops nothing is no step', () => {
  const opsOf = (values: Readonly<Record<string, string | number>>): readonly string[] => {
    const config = Object.entries(values).reduce(
      (all, [key, value]) => setValue(all, `model.${key}`, value),
      defaultConfig,
    );
    const { definition, settings } = resolve(config).model;
    return diagramParts(modelSteps(definition, settings, 50, 2, 16)).flatMap(({ steps }) => steps.map(({ op }) => op));
  };
  expect(opsOf({})).not.toContain('dropLayer');
  expect(opsOf({ dropout: 0.1 })).not.toContain('dropLayer');
  expect(opsOf({ dropout: 0.1 })).toContain('dropout');
  expect(opsOf({ depthDrop: 0.1 })).toContain('dropLayer');
  expect(opsOf({ depthDrop: 0.1 })).not.toContain('dropout');
});

test('it follows the settings, and names the weights of a step that is reached by key', async () => {
  const { app, user } = renderScene({}, { part: <DiagramPanel onLook={() => undefined} /> });
  await user.click(screen.getByRole('button', { name: 'Architecture' }));
  const layer = within(await screen.findByRole('list', { name: /^Layers 1 to 2/ }, { timeout: 20_000 }));
  expect(layer.getAllByRole('listitem').map((step) => step.getAttribute('aria-label')?.split(':')[0])).toEqual([
    'LayerNorm',
    'Linear',
    'Attention',
    'Linear',
    'LayerNorm',
    'Feed-forward',
  ]);
  act(() => layer.getByRole('listitem', { name: /^Feed-forward: 64 numbers.*added to the stream$/ }).focus());
  screen.getByText('transformer.h.0.mlp.c_fc.weight [64 × 256]');
  act(() => app.actions.config.setValue('model.queryKeyNorm', true));
  expect(screen.getAllByRole('listitem', { name: /^QK-norm: 192 numbers for each token, 32 parameters/ })).toHaveLength(
    1,
  );
  act(() => app.actions.config.setValue('model.heads', 7));
  screen.getByText('The settings contradict each other; the diagram waits.');
});

test('a step leads to its rows in the x-ray, by click, by key and by the button below', async () => {
  const { user } = renderScene({}, { part: <Results /> });
  const xray = (): HTMLElement => screen.getByRole('button', { name: 'Optimizer x-ray' });
  await user.click(await screen.findByRole('button', { name: 'Architecture' }, { timeout: 20_000 }));
  const layer = within(await screen.findByRole('list', { name: /^Layers 1 to 2/ }, { timeout: 20_000 }));
  const closed = await screen.findByRole('button', { name: 'Optimizer x-ray' }, { timeout: 20_000 });
  expect(closed.getAttribute('aria-expanded')).toBe('false');

  act(() => layer.getByRole('listitem', { name: /^Feed-forward/ }).focus());
  await user.keyboard('{Enter}');
  expect(xray().getAttribute('aria-expanded')).toBe('true');
  const focused = (): string | null | undefined => document.activeElement?.querySelector('th')?.textContent;
  await waitFor(() => expect(focused()).toBe('mlp.c_fc.weight'));
  expect(screen.getByRole('button', { name: 'Layer 1' }).getAttribute('aria-expanded')).toBe('true');
  expect(screen.getByRole('button', { name: 'Layer 2' }).getAttribute('aria-expanded')).toBe('false');

  // Whatever the x-ray shows meanwhile, and although it has been closed.
  await user.click(await screen.findByRole('radio', { name: 'Gradient noise' }, { timeout: 20_000 }));
  await user.click(layer.getAllByRole('listitem', { name: /^LayerNorm/ })[1] ?? document.body);
  await waitFor(() => expect(focused()).toBe('ln_2.weight'));
  expect(screen.getByRole('radio', { name: 'Updates' }).getAttribute('aria-checked')).toBe('true');
  await user.click(xray());
  await user.click(screen.getByRole('button', { name: 'Show in the optimizer x-ray' }));
  await waitFor(() => expect(focused()).toBe('ln_2.weight'));

  // What has no weights leads nowhere.
  act(() => layer.getByRole('listitem', { name: /^Attention/ }).focus());
  await user.keyboard('{Enter}');
  expect(document.activeElement?.getAttribute('aria-label')).toMatch(/^Attention/);
});
