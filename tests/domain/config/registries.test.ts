/** What every definition in every registry must satisfy, so that forms, links and explanations can be made from it. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import { quantizers } from '../../../src/domain/compression/quantizers/index.ts';
import { defaultConfig, defaultSection } from '../../../src/domain/config/defaults.ts';
import { fieldsOf, sectionFields } from '../../../src/domain/config/fields.ts';
import { shortKey } from '../../../src/domain/config/fromText.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { sections, seedSpec, trainingParams } from '../../../src/domain/config/schema.ts';
import { regularizationParams } from '../../../src/domain/regularization/params.ts';
import { validate } from '../../../src/domain/config/validate.ts';
import type { Definition } from '../../../src/domain/core/definition.ts';
import { defaultsOf, type NumberSpec, type ParamSpec } from '../../../src/domain/core/params.ts';
import type { LocalText } from '../../../src/domain/core/text.ts';
import { samplingParams } from '../../../src/domain/sampling/params.ts';

const definitions: readonly Definition[] = [
  ...sections.flatMap(({ selectors }) => selectors.flatMap(({ registry }) => Object.values(registry))),
  ...sections.flatMap(({ always = [] }) => always),
  ...Object.values(quantizers),
];

const specs: readonly (readonly [string, ParamSpec])[] = [
  ['seed', seedSpec],
  ...[regularizationParams, trainingParams, samplingParams].flatMap((params) => Object.entries<ParamSpec>(params)),
  ...definitions.flatMap(({ id, params }) =>
    Object.entries(params).map(([key, spec]) => [`${id}.${key}`, spec] as const),
  ),
];

const written = ({ en, zh }: LocalText): void => {
  expect(en.trim().length).toBeGreaterThan(0);
  expect(zh.trim().length).toBeGreaterThan(0);
  expect(en).not.toMatch(/\p{Script=Han}/u);
  expect(zh).not.toMatch(/[,;:!?]\s*\p{Script=Han}/u);
};

const renders = (formula: string): void => {
  expect(katex.renderToString(formula, { throwOnError: true, strict: 'error' })).toContain('katex');
};

describe.each(definitions.map((definition) => [definition.id, definition] as const))('%s', (id, definition) => {
  it('has an id for links, words in both languages, a formula that renders and a source', () => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    written(definition.name);
    written(definition.summary);
    expect(definition.summary.zh).toMatch(/\p{Script=Han}/u);
    renders(definition.formula);
    expect(definition.source.text.length).toBeGreaterThan(3);
    expect(definition.source.url ?? 'https://').toMatch(/^https:\/\//);
  });

  it('its defaults do not contradict each other', () => {
    expect(definition.check?.(defaultsOf(definition.params)) ?? []).toEqual([]);
  });
});

describe.each(specs)('parameter %s', (key, spec) => {
  it('has words in both languages, and a symbol that renders', () => {
    expect(key.split('.').at(-1)).toMatch(/^[a-z][A-Za-z0-9]*$/);
    written(spec.name);
    written(spec.help);
    expect(spec.help.zh).toMatch(/\p{Script=Han}/u);
    if (spec.symbol !== undefined) renders(spec.symbol);
  });

  it('has a default, a usual range and a slider that lie within its bounds', () => {
    expect(faultsOf(spec)).toEqual([]);
  });
});

function faultsOf(spec: ParamSpec): string[] {
  switch (spec.kind) {
    case 'number':
      return numberFaults(spec);
    case 'choice':
      return spec.options.some((option) => option.id === spec.default) ? [] : ['default is no option'];
    case 'text':
      return spec.default.length <= spec.maxLength ? [] : ['default is too long'];
    case 'flag':
      return [];
  }
}

function numberFaults({ min, max, default: value, usual, scale, smallest, integer }: NumberSpec): string[] {
  const inside = (x: number): boolean => x >= min && x <= max;
  const [low, high] = usual ?? [min, max];
  const rules: readonly (readonly [string, boolean])[] = [
    ['min is below max', min < max],
    ['the default is inside', inside(value)],
    ['the usual range is inside', inside(low) && inside(high) && low < high],
    ['a log slider starts above 0', scale === 'linear' || (min === 0 ? (smallest ?? 0) : min) > 0],
    ['whole numbers have whole bounds', !integer || [min, max, value].every(Number.isInteger)],
  ];
  return rules.flatMap(([rule, holds]) => (holds ? [] : [rule]));
}

describe('sections', () => {
  it('no two fields that can stand side by side share a key', () => {
    for (const section of sections) {
      const bySelector = section.selectors.map(
        ({ registry }) => new Set(Object.values(registry).flatMap(({ params }) => Object.keys(params))),
      );
      const fixed = [...section.selectors.map(({ key }) => key), ...Object.keys(section.params)];
      const keys = [...fixed, ...bySelector.flatMap((set) => [...set])];
      expect(new Set(keys).size, section.id).toBe(keys.length);
    }
  });

  it('short keys in links are unique and do not clash with the link’s own', () => {
    const fields = fieldsOf(defaultConfig);
    const keys = [
      ...fields.map((field) => shortKey(field, fields)),
      ...fields.filter(({ kind }) => kind === 'selector').map(({ path }) => path),
      'preset',
      'v',
    ];
    expect(new Set(keys).size).toBe(keys.length);
  });

  it('every method alone makes a legal section', () => {
    for (const section of sections) {
      for (const { key, registry } of section.selectors) {
        for (const id of Object.keys(registry)) {
          const values = defaultSection(section, { [key]: id });
          expect(Object.keys(values).toSorted()).toEqual(
            sectionFields(section, values)
              .map((field) => field.key)
              .toSorted(),
          );
          const problems = validate({ [section.id]: values }).problems.filter(({ path }) =>
            path.startsWith(`${section.id}.`),
          );
          expect(problems, id).toEqual([]);
        }
      }
    }
  });
});

describe('resolve', () => {
  it('gives each definition its own settings and no others', () => {
    const { corpus, model, optimizer, schedule, loss, tokenizer } = resolve(
      validate({ data: { corpus: 'addition' } }).config,
    );
    expect(corpus).toMatchObject({ definition: { id: 'addition' }, settings: { digits: 2, reversed: false } });
    expect(tokenizer.settings).toEqual({});
    expect(Object.keys(model.settings)).toEqual(Object.keys(model.definition.params));
    expect(Object.keys(optimizer.settings)).toEqual(Object.keys(optimizer.definition.params));
    expect(schedule.definition.factor(schedule.settings, 2000, 2000)).toBe(0.1);
    expect(loss.definition.id).toBe('cross-entropy');
  });
});
