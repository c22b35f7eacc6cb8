/** Every definition gives a form: nothing but its specification decides what the form looks like. */
import { act } from '@testing-library/react';
import { describe, expect, test } from 'vitest';
import { fieldsOf, sectionFields } from '../../src/domain/config/fields.ts';
import { sections } from '../../src/domain/config/schema.ts';
import { languages } from '../../src/domain/core/text.ts';
import { compact } from '../../src/ui/format/numbers.ts';
import { samplingField, samplingKeys } from '../../src/ui/panels/samplingFields.ts';
import { PromptPanel } from '../../src/ui/panels/PromptPanel.tsx';
import { SettingsColumn } from '../../src/ui/settings/SettingsColumn.tsx';
import { control, renderScene, screen } from './renderApp.tsx';

const settings = { part: <SettingsColumn /> };

const methods = sections.flatMap((section) =>
  section.selectors.flatMap((selector) =>
    Object.keys(selector.registry).map((id) => [`${section.id}.${selector.key}`, id] as const),
  ),
);

describe.each(languages)('in %s', (language) => {
  test('every method has a named control for each of its settings', () => {
    const { app } = renderScene({ language }, settings);
    act(() => app.actions.preferences.setShowAll(true));
    for (const [path, id] of methods) {
      act(() => app.actions.config.setValue(path, id));
      for (const field of fieldsOf(app.store.getState().config.config)) {
        const element = control(field.path);
        const label = document.querySelector(`label[for="${element.id}"]`)?.textContent;
        expect(element.getAttribute('aria-label') ?? label, `${path} ${id}: ${field.path}`).toContain(
          field.name[language],
        );
      }
    }
  });

  test('every slider says its value in words', () => {
    renderScene({ language }, settings);
    const sliders = [...document.querySelectorAll('[role=slider]')];
    expect(sliders.length).toBeGreaterThan(8);
    for (const slider of sliders) {
      expect(slider.getAttribute('aria-label')).toBeTruthy();
      expect(slider.getAttribute('aria-valuetext')).toBeTruthy();
    }
  });
});

test('what is turned off is not called unusual; too much of it is', () => {
  const { app } = renderScene({}, settings);
  const words = (): string | null =>
    screen.getByRole('slider', { name: /^Unlikelihood/ }).getAttribute('aria-valuetext');
  expect(words()).toBe('off');
  act(() => app.actions.config.setValue('terms.unlikelihood', 10));
  expect(words()).toMatch(/^10, ./);
});

test('a setting of a method is there only while the method is chosen', () => {
  const { app } = renderScene({}, settings);
  const momentum = 'setting-optimizer-momentum';
  expect(document.getElementById(momentum)).toBeNull();
  act(() => app.actions.config.setValue('optimizer.method', 'sgd'));
  expect(document.getElementById(momentum)).not.toBeNull();
});

test('advanced settings are folded away, counted, and unfolded together', async () => {
  const { app, user } = renderScene({}, settings);
  const { config } = app.store.getState().config;
  const hidden = sections.flatMap((section) =>
    sectionFields(section, config[section.id]).filter((item) => item.kind === 'param' && item.spec.advanced === true),
  );
  expect(hidden.length).toBeGreaterThan(0);
  for (const item of hidden) expect(document.getElementById(`setting-${item.path.replace('.', '-')}`)).toBeNull();
  await user.click(screen.getAllByRole('button', { name: /\d more/ })[0] ?? document.body);
  for (const item of hidden) expect(control(item.path)).toBeTruthy();
});

test('the options of generation use the same controls', async () => {
  const { user } = renderScene({}, { part: <PromptPanel /> });
  await user.click(screen.getByRole('button', { name: /temperature 0.8/ }));
  for (const key of samplingKeys) expect(control(samplingField(key).path)).toBeTruthy();
});

test('the facts beside the model follow the edit', () => {
  const { app } = renderScene({}, settings);
  const parameters = (): string | null => screen.getByText('Parameters').nextElementSibling?.textContent ?? null;
  // GPT-2's own count: V·D + T·D + L·(12·D² + 13·D) + 2·D with V = 96, T = D = 64.
  const count = (layers: number): number => 96 * 64 + 64 * 64 + layers * (12 * 64 * 64 + 13 * 64) + 2 * 64;
  expect(parameters()).toBe(compact(count(2)));
  act(() => app.actions.config.setValue('model.layers', 4));
  expect(parameters()).toBe(compact(count(4)));
});
