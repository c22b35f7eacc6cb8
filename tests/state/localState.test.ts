/** What this browser remembers, and what it does with rubbish. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { preferredLanguage } from '../../src/state/localState.ts';
import { policy } from '../../src/state/policy.ts';
import { initialPreferences } from '../../src/state/preferences.ts';
import { createFakeBrowser, openTab } from './testApp.ts';

/** Every key that the table keeps here, as `slice.key`. */
const keptHere = Object.entries(policy).flatMap(([slice, keys]) =>
  Object.entries(keys)
    .filter(([, { kept }]) => kept === 'local')
    .map(([key]) => `${slice}.${key}`),
);

describe('what is remembered', () => {
  it('is what the table says, no more and no less', async () => {
    const browser = createFakeBrowser();
    const written = new Set<string>();
    const tab = openTab({ ...browser, local: { get: () => null, set: (key) => void written.add(key) } });
    const { actions } = tab.app;
    actions.preferences.setLanguage('zh');
    actions.preferences.setTheme('dark');
    actions.preferences.setChart({ smoothing: 0.5, xAxis: 'tokens' });
    actions.preferences.setLayout({ rightOpen: false });
    actions.preferences.setShowAll(true);
    actions.preferences.setAutostart('never');
    actions.runs.toggleOverlay();
    actions.runs.setBaseline('some-run');
    actions.generation.setOptions({ temperature: 0.1 });
    actions.generation.setPrompt('secret');
    void actions.engine.choose('wasm');
    void actions.engine.choosePrecision('f16');
    actions.view.open('help');
    actions.config.setValue('seed', 9);
    await actions.compression.open();
    actions.compression.addPass('svd');
    actions.view.goTo('compress');
    expect([...written].toSorted()).toEqual(keptHere.map((key) => `trimtab.${key}`).toSorted());
    tab.close();
  });

  it('is there in the next tab', () => {
    const browser = createFakeBrowser();
    const first = openTab(browser);
    first.app.actions.preferences.setChart({ logY: true });
    first.app.actions.preferences.toggleFolded('optimizer');
    first.app.actions.preferences.toggleFolded('model');
    first.app.actions.preferences.toggleFolded('optimizer');
    first.app.actions.preferences.setTheme('dark');
    const { preferences } = openTab(browser).state();
    expect(preferences).toMatchObject({
      theme: 'dark',
      chart: { ...initialPreferences.chart, logY: true },
      layout: { folded: ['model'] },
    });
  });

  it('if it is rubbish gives way to the default, key by key', () => {
    const sane = openTab(createFakeBrowser()).state();
    const value = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constantFrom('{"smoothing": 5, "logX": true}', '"dark"', 'null', '[1]', '{"folded": [1]}'),
    );
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keptHere), value), (stored) => {
        const local = { get: (key: string) => stored[key.replace('trimtab.', '')] ?? null, set: () => undefined };
        const { preferences, generation, engine, runs } = openTab({ ...createFakeBrowser(), local }).state();
        expect(['system', 'light', 'dark']).toContain(preferences.theme);
        expect(['auto', 'webgpu', 'wasm', 'cpu']).toContain(engine.choice);
        expect(['f32', 'f16']).toContain(engine.precision);
        expect(preferences.chart.smoothing).toBeGreaterThanOrEqual(0);
        expect(preferences.chart.smoothing).toBeLessThan(1);
        expect(Object.keys(preferences.chart)).toEqual(Object.keys(sane.preferences.chart));
        expect(preferences.layout.folded.every((id) => typeof id === 'string')).toBe(true);
        expect(Object.values(generation.options).every((option) => Number.isFinite(option))).toBe(true);
        expect(typeof runs.overlay).toBe('boolean');
      }),
    );
  });
});

it('speaks the first of the browser’s languages that it knows', () => {
  const of = (...languages: string[]) => preferredLanguage({ languages });
  expect([of('zh-TW', 'en'), of('en-GB', 'zh'), of('de', 'zh-Hans-CN'), of('fr'), of()]).toEqual([
    'zh',
    'en',
    'zh',
    'en',
    'en',
  ]);
});
