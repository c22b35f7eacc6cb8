/** Validation: what a person is told, and that nothing whatsoever can break it. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { valueAt } from '../../../src/domain/config/fields.ts';
import type { ExperimentConfig } from '../../../src/domain/config/schema.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { draftConfig, garbageConfig, legalConfig } from './arbitraries.ts';

const only = (input: unknown) => {
  const { problems } = validate(input);
  expect(problems).toHaveLength(1);
  return problems[0] ?? { path: '', message: { en: '', zh: '' } };
};

describe('what is said', () => {
  it('nothing about missing values: they take their defaults', () => {
    expect(validate({})).toEqual({ config: defaultConfig, problems: [] });
    expect(validate({ optimizer: { method: 'sgd' } }).config.optimizer).toEqual({
      method: 'sgd',
      learningRate: 0.1,
      momentum: 0,
      weightDecay: 0,
    });
  });

  it('out of range: the range, the value and the nearest legal one, in both languages', () => {
    const problem = only({ optimizer: { learningRate: 99 } });
    expect(problem).toMatchObject({ path: 'optimizer.learningRate', nearest: 10 });
    expect(problem.message.en).toBe('Learning rate must lie in 1e-7 … 10, and 99 does not. Nearest: 10.');
    expect(problem.message.zh).toBe('“学习率”的取值范围为 1e-7 … 10，99 超出范围。最接近的合法值：10。');
  });

  it.each([
    ['infinite', { training: { steps: Infinity } }, 'training.steps', 1e6],
    ['not whole', { model: { layers: 2.6 } }, 'model.layers', 3],
    ['a number as text', { model: { layers: '3' } }, 'model.layers', 3],
    ['not a number', { model: { layers: 'many' } }, 'model.layers', 2],
    ['NaN', { optimizer: { learningRate: NaN } }, 'optimizer.learningRate', 1e-3],
    ['null', { training: { steps: null } }, 'training.steps', 2000],
    ['a flag as text', { data: { corpus: 'addition', reversed: 'true' } }, 'data.reversed', true],
    ['misspelt method', { optimizer: { method: 'admaw' } }, 'optimizer.method', 'adamw'],
    ['method in capitals', { schedule: { method: 'Cosine' } }, 'schedule.method', 'cosine'],
    ['unknown method', { optimizer: { method: 'quantum' } }, 'optimizer.method', 'adamw'],
    ['inherited name', { optimizer: { method: 'constructor' } }, 'optimizer.method', 'adamw'],
    ['too long', { data: { corpus: 'own-text', textHash: 'x'.repeat(99) } }, 'data.textHash', 'x'.repeat(16)],
    ['half a surrogate pair', { data: { corpus: 'own-text', textHash: 'a\uD800' } }, 'data.textHash', 'a\uFFFD'],
    ['future version', { version: 99 }, 'version', 1],
    ['nonsense version', { version: 'one' }, 'version', 1],
    ['heads that do not divide the width', { model: { width: 64, heads: 5 } }, 'model.heads', 4],
    [
      'task longer than the context',
      { data: { corpus: 'copy', length: 50 }, model: { context: 64 } },
      'model.context',
      101,
    ],
    ['too few strings', { data: { corpus: 'copy', symbols: 2, length: 3 } }, 'data.length', 7],
  ])('%s', (_name, input, path, nearest) => {
    const problem = only(input);
    expect(problem).toMatchObject({ path, nearest });
    expect(valueAt(validate(input).config, path) ?? nearest).toBe(nearest);
  });

  it('unknown keys name the nearest known one', () => {
    expect(only({ optimizer: { learningrate: 1 } }).message.en).toContain('Did you mean “learningRate”?');
    expect(only({ modle: {} }).message).toEqual({
      en: 'There is no setting “modle” here. Did you mean “model”?',
      zh: '此处没有名为“modle”的设置。是否想写“model”？',
    });
    expect(only({ optimizer: { method: 'sgd', beta1: 0.9 } }).path).toBe('optimizer.beta1');
    expect(only(JSON.parse('{"__proto__": {"seed": 7}}')).path).toBe('__proto__');
  });

  it('many unknown keys are counted, long ones shortened', () => {
    const { problems } = validate(
      Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`${'k'.repeat(500)}${i}`, i])),
    );
    expect(problems).toHaveLength(21);
    expect(Math.max(...problems.map((problem) => problem.message.en.length))).toBeLessThan(200);
  });

  it('what is not an object at all', () => {
    for (const input of [null, 3, 'text', [], undefined]) {
      expect(only(input).path).toBe('');
      expect(validate(input).config).toEqual(defaultConfig);
    }
    expect(only({ model: 'transformer' }).path).toBe('model');
  });

  it('a repair that makes another necessary says both', () => {
    const paths = (input: unknown): unknown[] => validate(input).problems.map(({ path, nearest }) => [path, nearest]);
    expect(paths({ model: { width: 1e9 } })).toEqual([
      ['model.width', 1024],
      ['model.heads', 8],
    ]);
    expect(paths({ model: { width: 1009, heads: 4 } })).toEqual([
      ['model.width', 1008],
      ['model.heads', 8],
    ]);
  });
});

describe('whatever comes in', () => {
  it('legal experiments pass unchanged', () => {
    fc.assert(
      fc.property(legalConfig, (config) => {
        expect(validate(config)).toEqual({ config, problems: [] });
      }),
    );
  });

  it('never throws, gives a legal experiment, and says every problem in both languages', () => {
    fc.assert(
      fc.property(garbageConfig, (input) => {
        const { config, problems } = validate(input);
        expect(validate(config)).toEqual({ config, problems: [] });
        for (const { message } of problems) expect(message.en.length > 0 && message.zh.length > 0).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('a value is never changed without being reported', () => {
    fc.assert(
      fc.property(garbageConfig, (input) => {
        const { config, problems } = validate(input);
        expect(problems.length > 0 || sameOrMissing(input, config)).toBe(true);
      }),
      { numRuns: 150 },
    );
  });

  it('putting every nearest value where it belongs makes a draft legal', () => {
    fc.assert(
      fc.property(draftConfig, (draft) => {
        const { config, problems } = validate(draft);
        const mended = problems.reduce<ExperimentConfig>(
          (current, { path, nearest }) => (nearest === undefined ? current : setValue(current, path, nearest)),
          draft,
        );
        expect(mended).toEqual(config);
      }),
      { numRuns: 150 },
    );
  });
});

/** Every value given is the value used. */
function sameOrMissing(input: unknown, config: unknown): boolean {
  if (typeof input !== 'object' || input === null) return Object.is(input, config) || (input === 0 && config === 0);
  return Object.entries(input).every(
    ([key, value]) => value === undefined || sameOrMissing(value, (config as Readonly<Record<string, unknown>>)[key]),
  );
}
