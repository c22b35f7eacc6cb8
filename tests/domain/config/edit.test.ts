/** Editing and comparing experiments. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { changesNeedRestart, describeDifferences, diffConfigs } from '../../../src/domain/config/diff.ts';
import { fieldsOf, valueAt } from '../../../src/domain/config/fields.ts';
import { parseExperiment, printExperiment } from '../../../src/domain/config/json.ts';
import { setValue } from '../../../src/domain/config/setValue.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { presetConfig } from '../../../src/domain/presets/index.ts';
import { edit, legalConfig } from './arbitraries.ts';

const base = presetConfig('gpt-moby-dick');
const texts = (before: typeof base, after: typeof base, language: 'en' | 'zh' = 'en'): string[] =>
  diffConfigs(before, after).map(({ text }) => text[language]);

describe('setValue', () => {
  it('changes one value and nothing else, and not the original', () => {
    fc.assert(
      fc.property(legalConfig, fc.nat(), (config, pick) => {
        const before = structuredClone(config);
        const params = fieldsOf(config).filter((field) => field.kind === 'param');
        const field = params[pick % params.length];
        if (field === undefined) return;
        const after = setValue(config, field.path, 0.125);
        expect(config).toEqual(before);
        expect(diffConfigs(config, after).map(({ path }) => path)).toEqual(
          valueAt(config, field.path) === 0.125 ? [] : [field.path],
        );
        expect(setValue(after, field.path, valueAt(config, field.path) ?? 0)).toEqual(config);
      }),
    );
  });

  it('another method keeps the values it shares and brings defaults for its own', () => {
    expect(setValue(base, 'optimizer.method', 'sgd').optimizer).toEqual({
      method: 'sgd',
      learningRate: 6e-3,
      momentum: 0,
      weightDecay: 0.1,
    });
    const constant = setValue(base, 'schedule.method', 'constant');
    expect(constant.schedule).toEqual({ method: 'constant', warmupSteps: 100 });
    expect(setValue(constant, 'schedule.method', 'cosine')).toEqual(base);
  });

  it('a value that the other method does not allow is not kept', () => {
    const deep = setValue(base, 'model.layers', 20);
    expect(setValue(deep, 'model.architecture', 'lstm').model['layers']).toBe(2);
    expect(validate(setValue(deep, 'model.architecture', 'lstm')).problems).toEqual([]);
  });

  it('the other selectors of a section stay', () => {
    const bytes = setValue(base, 'data.tokenizer', 'byte');
    expect(setValue(bytes, 'data.corpus', 'addition').data).toEqual({
      corpus: 'addition',
      tokenizer: 'byte',
      digits: 2,
      reversed: false,
    });
  });

  it('a method that does not exist stays in the draft for validation to name', () => {
    const draft = setValue(base, 'optimizer.method', 'nope');
    expect(validate(draft).problems[0]).toMatchObject({ path: 'optimizer.method', nearest: 'adamw' });
  });

  it('a path that does not exist is a typed error', () => {
    expect(() => setValue(base, 'model.hight', 1)).toThrowError(TrimtabError);
    expect(() => setValue(base, '__proto__.x', 1)).toThrowError(TrimtabError);
  });

  it('no edit reaches into the snapshots that undo keeps', () => {
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 8 }), (edits) => {
        const history = [base];
        const printed = [printExperiment(base)];
        for (const { path, value } of edits) {
          const last = history.at(-1) ?? base;
          if (valueAt(last, path) === undefined) continue;
          const next = setValue(last, path, value);
          history.push(next);
          printed.push(printExperiment(next));
        }
        expect(history.map(printExperiment)).toEqual(printed);
      }),
    );
  });
});

describe('differences', () => {
  it('read as people write them', () => {
    expect(texts(base, setValue(base, 'optimizer.learningRate', 3e-4))).toEqual(['η 6e-3 → 3e-4']);
    expect(texts(base, setValue(base, 'optimizer.beta2', 0.999))).toEqual(['β₂ 0.99 → 0.999']);
    expect(texts(base, setValue(base, 'model.width', 128))).toEqual(['Width 64 → 128']);
    expect(texts(base, setValue(base, 'model.width', 128), 'zh')).toEqual(['宽度 64 → 128']);
    expect(texts(base, setValue(base, 'schedule.method', 'constant'))).toEqual(['Cosine with warm-up → Constant']);
    const sum = setValue(base, 'data.corpus', 'addition');
    expect(texts(sum, setValue(sum, 'data.reversed', true), 'zh')).toEqual(['个位在前 关 → 开']);
  });

  it('methods come first, then what they brought with them if it is unusual, the seed last', () => {
    const sgd = setValue(setValue(setValue(base, 'optimizer.method', 'sgd'), 'optimizer.momentum', 0.9), 'seed', 5);
    expect(texts(base, sgd)).toEqual(['AdamW → SGD', 'μ 0.9', 'Seed 1 → 5']);
    expect(describeDifferences(diffConfigs(base, sgd), 2)).toEqual({
      en: 'AdamW → SGD · μ 0.9 · +1',
      zh: '解耦权重衰减 AdamW → 随机梯度下降 SGD · μ 0.9 · +1',
    });
    expect(describeDifferences(diffConfigs(base, base)).en).toBe('same settings');
  });

  it('there are none exactly when the experiments are equal, and both directions name the same paths', () => {
    fc.assert(
      fc.property(legalConfig, legalConfig, (a, b) => {
        expect(diffConfigs(a, structuredClone(a))).toEqual([]);
        const same = JSON.stringify(a) === JSON.stringify(b);
        expect(diffConfigs(a, b).length === 0).toBe(same);
        const shared = (list: typeof a, other: typeof a) =>
          diffConfigs(list, other)
            .filter(({ before, after }) => before !== undefined && after !== undefined)
            .map(({ path }) => path);
        expect(shared(a, b).toSorted()).toEqual(shared(b, a).toSorted());
      }),
    );
  });
});

describe('what needs a restart', () => {
  it.each([
    ['optimizer.learningRate', 0.01, false],
    ['schedule.method', 'constant', false],
    ['regularization.clipNorm', 0, false],
    ['training.steps', 3000, false],
    ['model.dropout', 0.2, false],
    ['optimizer.method', 'sgd', true],
    ['model.width', 128, true],
    ['model.architecture', 'lstm', true],
    ['data.tokenizer', 'byte', true],
    ['training.batchSize', 8, true],
    ['seed', 2, true],
  ] as const)('%s: %s', (path, value, expected) => {
    const after = setValue(base, path, value);
    expect(diffConfigs(base, after)[0]?.needsRestart).toBe(expected);
  });

  it('another method needs one exactly when its selector says so', () => {
    for (const field of fieldsOf(base)) {
      if (field.kind !== 'selector') continue;
      for (const id of Object.keys(field.selector.registry)) {
        const expected = valueAt(base, field.path) !== id && field.applies === 'restart';
        expect(changesNeedRestart(base, setValue(base, field.path, id)), `${field.path} ${id}`).toBe(expected);
      }
    }
  });
});

describe('experiment.json', () => {
  it('comes back exactly', () => {
    fc.assert(
      fc.property(legalConfig, (config) => {
        expect(parseExperiment(printExperiment(config))).toEqual({ config, problems: [] });
      }),
    );
  });

  it('has a line for each section', () => {
    expect(printExperiment(base).split('\n').slice(0, 3)).toEqual([
      '{ "version": 1, "seed": 1,',
      '  "data": { "corpus": "moby-dick", "tokenizer": "character" },',
      '  "model": { "architecture": "transformer", "layers": 2, "heads": 4, "keyValueHeads": 0, "width": 64, "context": 64, "norm": "layer", "normPlace": "pre", "queryKeyNorm": false, "positions": "learned", "activation": "gelu", "window": 0, "tiedHead": true, "dropout": 0, "attentionDropout": 0, "embeddingDropoutForm": "shared", "embeddingDropout": 0, "depthDrop": 0 },',
    ]);
  });

  it('never throws, whatever the file holds', () => {
    expect(parseExperiment('{ "seed": 1,').problems[0]?.message.en).toMatch(/^This is not JSON: /);
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        const { config } = parseExperiment(text);
        expect(validate(config).problems).toEqual([]);
      }),
    );
  });
});
