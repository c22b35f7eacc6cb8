/** Every named shape is a legal model that is what it says, and choosing one changes the model alone. */
import { describe, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { diffConfigs } from '../../../src/domain/config/diff.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { parameterCount } from '../../../src/domain/models/contract.ts';
import { models } from '../../../src/domain/models/index.ts';
import { presetConfig } from '../../../src/domain/presets/index.ts';
import { shapes, withShape } from '../../../src/domain/shapes/index.ts';

const ids = shapes.map(({ id }) => id);

test('no two share an id or a name', () => {
  expect(new Set(ids).size).toBe(shapes.length);
  for (const language of ['en', 'zh'] as const) {
    expect(new Set(shapes.map(({ name }) => name[language])).size).toBe(shapes.length);
  }
});

const shapeOf = (id: string) => {
  const shape = shapes.find((candidate) => candidate.id === id);
  if (!shape) throw new Error(`no shape ${id}`);
  return shape;
};

describe.each(ids)('%s', (id) => {
  const shape = shapeOf(id);

  test.each(['gpt-moby-dick', 'lstm-moby-dick', 'copy-task'] as const)(
    'after %s is legal, and only the model is another',
    (preset) => {
      const before = presetConfig(preset);
      const after = withShape(before, shape);
      expect(validate(after).problems).toEqual([]);
      expect(diffConfigs(before, after).every(({ path }) => path.startsWith('model.'))).toBe(true);
      expect(after.model).toMatchObject({ architecture: shape.architecture, ...shape.settings });
      expect(withShape(after, shape)).toEqual(after);
    },
  );

  test('names settings that its architecture has', () => {
    expect(Object.keys(models[shape.architecture].params)).toEqual(expect.arrayContaining(Object.keys(shape.settings)));
  });
});

test('forms that were chosen before go, and dropout stays', () => {
  const changed = [
    ['model.normPlace', 'post'],
    ['model.window', 9],
    ['model.dropout', 0.2],
  ] as const;
  const config = changed.reduce((current, [path, value]) => setValue(current, path, value), defaultConfig);
  expect(withShape(config, shapeOf('nanogpt-cpu')).model).toMatchObject({ normPlace: 'pre', window: 0, dropout: 0.2 });
});

/** With the 65 characters of nanoGPT's Shakespeare. */
test.each([
  ['tiny', 0.1e6],
  ['nanogpt-cpu', 0.8e6],
  ['gpt2-style', 2.7e6],
  ['llama-style', 2.5e6],
  ['lstm-classic', 0.28e6],
])('%s has about %d weights', (id, expected) => {
  const { definition, settings } = resolve(withShape(defaultConfig, shapeOf(id))).model;
  const count = parameterCount(definition.tensors(settings, 65));
  expect(Math.abs(count / expected - 1)).toBeLessThan(0.1);
});
