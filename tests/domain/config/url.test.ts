/** Links: short, readable, exact, and forgiving without ever being silent. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultConfig } from '../../../src/domain/config/defaults.ts';
import { setText } from '../../../src/domain/config/fromText.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { decodeUrl, encodeUrl } from '../../../src/domain/config/url.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { presetConfig, presetIds } from '../../../src/domain/presets/index.ts';
import { legalConfig } from './arbitraries.ts';

const base = presetConfig('gpt-moby-dick');
const anyPreset = fc.constantFrom(null, ...presetIds);

describe('encoding', () => {
  it('a preset as it is: its name, the version and the seed', () => {
    expect(encodeUrl(base, 'gpt-moby-dick')).toBe('preset=gpt-moby-dick&v=1&seed=1');
    expect(encodeUrl(defaultConfig, null)).toBe('v=1&seed=1');
  });

  it('only what differs, under keys that a person can read', () => {
    const slower = setValue(base, 'optimizer.learningRate', 3e-3);
    expect(encodeUrl(slower, 'gpt-moby-dick')).toBe('preset=gpt-moby-dick&v=1&seed=1&optimizer.learningRate=3e-3');
    const other = setValue(setValue(base, 'data.corpus', 'sotu'), 'model.architecture', 'lstm');
    expect(encodeUrl(other, 'gpt-moby-dick')).toBe('preset=gpt-moby-dick&v=1&seed=1&corpus=sotu&model=lstm');
  });

  it('every legal experiment comes back exactly, from every preset', () => {
    fc.assert(
      fc.property(legalConfig, anyPreset, (config, presetId) => {
        const decoded = decodeUrl(`?${encodeUrl(config, presetId)}`);
        expect(decoded).toEqual({ config, presetId, given: true, problems: [] });
      }),
      { numRuns: 150 },
    );
  });
});

describe('decoding', () => {
  it('says whether the address speaks of an experiment at all', () => {
    expect(decodeUrl('')).toEqual({ config: defaultConfig, presetId: null, given: false, problems: [] });
    expect(decodeUrl('?lang=zh&backend=wasm', ['lang', 'backend'])).toMatchObject({ given: false, problems: [] });
    expect(decodeUrl('#preset=nanogpt-cpu')).toMatchObject({ presetId: 'nanogpt-cpu', given: true, problems: [] });
  });

  it('understands full paths, and keys in any order', () => {
    const long = decodeUrl('?optimizer.momentum=0.9&optimizer.method=sgd&model=lstm');
    expect(long.problems).toEqual([]);
    expect(long.config).toMatchObject({ optimizer: { method: 'sgd', momentum: 0.9 }, model: { architecture: 'lstm' } });
  });

  it.each([
    ['?seed=-1', 'seed', 0],
    ['?model.width=1e-9', 'model.width', 8],
    ['?model.width=0x40', 'model.width', 64],
    ['?model.width=', 'model.width', 64],
    ['?preset=nanogpt', 'preset', 'nanogpt-cpu'],
    ['?v=7', 'v', 1],
    ['?optimizer=AdamW', 'optimizer.method', 'adamw'],
    ['?corpus=addition&data.reversed=yes', 'data.reversed', false],
    ['?model.heads=3', 'model.heads', 2],
  ])('%s is reported with its nearest value', (search, path, nearest) => {
    const { problems, config } = decodeUrl(search);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatchObject({ path, nearest });
    expect(validate(config).problems).toEqual([]);
  });

  it.each([
    '?optimiser=sgd',
    '?optimizer.momentum=0.9',
    '?preset=zzzzzz',
    '?seed=1&seed=2',
    '?optimizer=sgd&optimizer.method=adam',
    '?a=1',
  ])('%s is not swallowed', (search) => expect(decodeUrl(search).problems).toHaveLength(1));

  it('never throws, and what it gives is legal', () => {
    const key = fc.oneof(
      fc.string(),
      fc.constantFrom(
        'preset',
        'v',
        'seed',
        'optimizer',
        'model.width',
        'optimizer.learningRate',
        '__proto__',
        'data.corpus',
      ),
    );
    const value = fc.oneof(fc.string(), fc.constantFrom('sgd', '1e-3', 'NaN', '%', '%E4%B', '1e400', 'Infinity'));
    const query = fc
      .array(
        fc.tuple(key, value).map(([k, v]) => `${k}=${v}`),
        { maxLength: 8 },
      )
      .map((parts) => `?${parts.join('&')}`);
    fc.assert(
      fc.property(fc.oneof(query, fc.string({ unit: 'binary' })), (search) => {
        const { config, problems } = decodeUrl(search);
        expect(validate(config)).toEqual({ config, problems: [] });
        for (const { message } of problems) expect(message.en.length > 0 && message.zh.length > 0).toBe(true);
      }),
      { numRuns: 150 },
    );
  });
});

describe('--set path=value', () => {
  it('edits by path or by short key', () => {
    expect(setText(base, 'optimizer', 'sgd').config.optimizer.method).toBe('sgd');
    expect(setText(base, 'optimizer.method', 'sgd')).toEqual(setText(base, 'optimizer', 'sgd'));
    expect(setText(base, 'training.steps', '10')).toEqual({
      config: setValue(base, 'training.steps', 10),
      problems: [],
    });
  });

  it('reports what it cannot use and leaves a legal experiment', () => {
    expect(setText(base, 'training.step', '10').problems[0]?.message.en).toContain('training.steps');
    expect(setText(base, 'training.steps', 'ten').problems).toHaveLength(1);
    expect(setText(base, 'model.heads', '3').problems[0]).toMatchObject({ path: 'model.heads', nearest: 2 });
  });
});
