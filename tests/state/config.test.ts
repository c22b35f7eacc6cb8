/** Editing the experiment: marks, problems, presets, undo. */
import fc from 'fast-check';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import { fieldsOf, valueAt } from '../../src/domain/config/fields.ts';
import { printExperiment } from '../../src/domain/config/json.ts';
import { sections } from '../../src/domain/config/schema.ts';
import type { ParamValue } from '../../src/domain/core/params.ts';
import { defaultPresetId, presetConfig, presetIds } from '../../src/domain/presets/index.ts';
import type { App, ConfigState } from '../../src/state/contract.ts';
import { createFakeBrowser, openTab } from './testApp.ts';

const preset = presetConfig(defaultPresetId);
let app: App;
const state = (): ConfigState => app.store.getState().config;
const value = (path: string): ParamValue | undefined => valueAt(state().config, path);

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
  app = openTab(createFakeBrowser()).app;
  return () => {
    app.dispose();
    vi.useRealTimers();
  };
});

const wait = (ms: number): void => void vi.advanceTimersByTime(ms);

describe('the editor', () => {
  it('begins with the default preset, nothing marked', () => {
    expect(state().config).toEqual(preset);
    expect(state()).toMatchObject({ presetId: defaultPresetId, problems: [], changed: [], past: [], future: [] });
  });

  it('marks what differs from the preset and counts it per section', () => {
    app.actions.config.setValue('optimizer.learningRate', 0.123);
    app.actions.config.setValue('optimizer.beta2', 0.95);
    app.actions.config.setValue('model.layers', 5);
    expect(state().changed).toEqual(['model.layers', 'optimizer.learningRate', 'optimizer.beta2']);
    expect(state().changedPerSection).toMatchObject({ optimizer: 2, model: 1, training: 0 });
    app.actions.config.resetValue('model.layers');
    expect(state().changed).toEqual(['optimizer.learningRate', 'optimizer.beta2']);
    app.actions.config.resetSection('optimizer');
    expect(state().changed).toEqual([]);
  });

  it('keeps an illegal value, with the problem and the nearest legal one', () => {
    app.actions.config.setValue('model.width', 64);
    app.actions.config.setValue('model.heads', 7);
    expect(value('model.heads')).toBe(7);
    expect(state().problems).toEqual([expect.objectContaining({ path: 'model.heads', nearest: 8 })]);
    app.actions.config.setValue('model.heads', 8);
    expect(state().problems).toEqual([]);
  });

  it('brings a method’s own settings with it, and the preset’s when going back to the preset’s method', () => {
    app.actions.config.setValue('optimizer.method', 'sgd');
    expect(value('optimizer.momentum')).toBeDefined();
    expect(value('optimizer.beta2')).toBeUndefined();
    app.actions.config.resetValue('optimizer.method');
    expect(state().config.optimizer).toEqual(preset.optimizer);
    expect(state().changed).toEqual([]);
  });

  it('resets a setting that the preset’s method does not have to its own default', () => {
    app.actions.config.setValue('optimizer.method', 'sgd');
    const before = value('optimizer.momentum');
    app.actions.config.setValue('optimizer.momentum', 0.5);
    app.actions.config.resetValue('optimizer.momentum');
    expect(value('optimizer.momentum')).toBe(before);
  });

  it('takes an experiment.json, and says what it did not take', () => {
    const wanted = { ...defaultConfig, seed: 9 };
    expect(app.actions.config.importConfig(printExperiment(wanted))).toEqual([]);
    expect(state()).toMatchObject({ config: wanted, presetId: null, changed: ['seed'] });
    expect(app.actions.config.importConfig('{"model": {"width": -3}}')).toHaveLength(1);
    expect(value('model.width')).toBe(8);
    expect(app.store.getState().errors).toEqual([
      expect.objectContaining({ report: expect.objectContaining({ code: 'bad-config' }) }),
    ]);
  });

  it('leaves everything as it is when the file is no experiment at all', () => {
    const before = state().config;
    expect(app.actions.config.importConfig('not json')).toHaveLength(1);
    expect(state().config).toBe(before);
  });

  it('takes the person’s own text, named in the settings by its fingerprint only', () => {
    const text = 'In the beginning was the word. '.repeat(20);
    app.actions.config.setOwnText({ name: 'mine.txt', text });
    expect(state().ownText?.name).toBe('mine.txt');
    expect(value('data.corpus')).toBe('own-text');
    expect(value('data.textHash')).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.stringify(state().config)).not.toContain('beginning');
  });
});

describe('undo', () => {
  it('takes back one gesture at a time', () => {
    for (const rate of [0.102, 0.103, 0.104]) {
      app.actions.config.setValue('optimizer.learningRate', rate);
      wait(100);
    }
    wait(1000);
    app.actions.config.setValue('optimizer.learningRate', 0.105);
    app.actions.config.setValue('model.layers', 7);
    expect(state().past).toHaveLength(3);
    app.actions.config.undo();
    app.actions.config.undo();
    expect(value('optimizer.learningRate')).toBe(0.104);
    app.actions.config.undo();
    expect(state().config).toEqual(preset);
    app.actions.config.undo();
    for (let n = 0; n < 4; n++) app.actions.config.redo();
    expect(value('model.layers')).toBe(7);
    expect(value('optimizer.learningRate')).toBe(0.105);
  });

  it('does not mix a gesture with what came before an undo', () => {
    app.actions.config.setValue('model.layers', 5);
    app.actions.config.setValue('model.layers', 6);
    app.actions.config.undo();
    app.actions.config.setValue('model.layers', 7);
    app.actions.config.undo();
    expect(value('model.layers')).toBe(preset.model['layers']);
  });

  it('forgets what was undone once something else is done', () => {
    app.actions.config.setValue('model.layers', 7);
    app.actions.config.undo();
    app.actions.config.setValue('seed', 5);
    app.actions.config.redo();
    expect(value('model.layers')).toBe(preset.model['layers']);
    expect(state().future).toEqual([]);
  });

  it('has nothing to do for a value that was there already', () => {
    app.actions.config.setValue('seed', preset.seed);
    app.actions.config.applyPreset(defaultPresetId);
    app.actions.config.resetValue('model.width');
    expect(state().past).toEqual([]);
  });

  it('brings back the text with the settings', () => {
    app.actions.config.setOwnText({ name: 'a', text: 'x'.repeat(300) });
    app.actions.config.undo();
    expect(state()).toMatchObject({ ownText: null, config: preset });
  });
});

type Action = (app: App, roll: number) => void;

/** Any control, moved anywhere: the field is picked from those that exist at that moment. */
const touchField: Action = (target, roll) => {
  const fields = fieldsOf(target.store.getState().config.config);
  const field = fields[roll % fields.length];
  if (field === undefined) return;
  const options =
    field.kind === 'selector'
      ? Object.keys(field.selector.registry)
      : field.spec.kind === 'choice'
        ? field.spec.options.map(({ id }) => id)
        : null;
  const next =
    options === null
      ? field.kind === 'param' && field.spec.kind === 'flag'
        ? roll % 2 === 0
        : field.kind === 'param' && field.spec.kind === 'text'
          ? 'ab'
          : roll
      : (options[roll % options.length] ?? '');
  target.actions.config.setValue(field.path, next);
};

const anyAction = fc.constantFrom<Action>(
  touchField,
  touchField,
  (target, roll) =>
    target.actions.config.resetValue(fieldsOf(target.store.getState().config.config)[roll % 10]?.path ?? 'seed'),
  (target, roll) => target.actions.config.resetSection(sections[roll % sections.length]?.id ?? 'model'),
  (target, roll) => target.actions.config.applyPreset(presetIds[roll % presetIds.length] ?? defaultPresetId),
  (target, roll) => target.actions.config.setOwnText({ name: String(roll), text: String(roll).repeat(300) }),
  (target) => target.actions.config.importConfig('{"model": {"layers": 3}}'),
  (target) => target.actions.config.undo(),
  (target) => target.actions.config.redo(),
  (_, roll) => wait(roll % 1500),
);

it('undoing everything leads back to the start, redoing everything to the end, whatever was done', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(anyAction, fc.nat(1000)), { maxLength: 40 }), (actions) => {
      const tab = openTab(createFakeBrowser());
      const snapshot = () => {
        const { config, presetId, ownText } = tab.state().config;
        return { config, presetId, ownText };
      };
      const start = snapshot();
      for (const [action, roll] of actions) action(tab.app, roll);
      while (tab.state().config.future.length > 0) tab.app.actions.config.redo();
      const end = snapshot();
      const { problems, changed, changedPerSection } = tab.state().config;
      while (tab.state().config.past.length > 0) tab.app.actions.config.undo();
      expect(snapshot()).toEqual(start);
      while (tab.state().config.future.length > 0) tab.app.actions.config.redo();
      expect(snapshot()).toEqual(end);
      expect(tab.state().config).toMatchObject({ problems, changed, changedPerSection });
      tab.close();
    }),
    { numRuns: 60 },
  );
});
