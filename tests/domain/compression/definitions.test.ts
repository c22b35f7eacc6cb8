/** Words, formulas, sources and parameters of every compression method, so that forms and cards can be made from them. */
import katex from 'katex';
import { describe, expect, it } from 'vitest';
import type { Definition } from '../../../src/domain/core/definition.ts';
import { defaultsOf, type ParamSpec } from '../../../src/domain/core/params.ts';
import { lowRankMethods } from '../../../src/domain/compression/low-rank/index.ts';
import { gradual } from '../../../src/domain/compression/pruners/gradual.ts';
import { pruners } from '../../../src/domain/compression/pruners/index.ts';
import { lottery } from '../../../src/domain/compression/pruners/lottery.ts';
import { structuredPruners } from '../../../src/domain/compression/pruners/structured/index.ts';
import { trainers } from '../../../src/domain/compression/training/index.ts';
import { mixed } from '../../../src/domain/compression/recipe/mixed.ts';
import { sharingMethods } from '../../../src/domain/compression/sharing/index.ts';

const definitions: readonly Definition[] = [
  ...Object.values(pruners),
  ...Object.values(structuredPruners),
  gradual,
  lottery,
  ...Object.values(lowRankMethods),
  ...Object.values(sharingMethods),
  mixed,
  ...Object.values(trainers),
];

const renders = (formula: string): void => {
  expect(katex.renderToString(formula, { throwOnError: true, strict: 'error' })).toContain('katex');
};

const bounds = (spec: ParamSpec): readonly number[] => {
  if (spec.kind !== 'number') return [];
  const start = spec.scale === 'log' && spec.min === 0 ? [0, spec.smallest ?? NaN] : [spec.min];
  const [low, high] = spec.usual ?? [spec.default, spec.default];
  return [...start, low, high, spec.max];
};

describe.each(definitions.map((definition) => [definition.id, definition] as const))('%s', (id, definition) => {
  it('has an id for links, words in both languages, a formula that renders and a source', () => {
    expect(id).toMatch(/^[a-z][a-z0-9-]*$/);
    for (const { en, zh } of [definition.name, definition.summary]) {
      expect(en).toMatch(/^[\x20-\x7e’“”–]{4,}$/);
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(zh).not.toMatch(/[,;:!?]\s*\p{Script=Han}/u);
    }
    renders(definition.formula);
    expect(definition.source.text.length).toBeGreaterThan(3);
    expect(definition.source.url).toMatch(/^https:\/\//);
  });

  it('has parameters with words, symbols that render and ordered bounds, whose defaults agree', () => {
    for (const [key, spec] of Object.entries(definition.params)) {
      expect(key).toMatch(/^[a-z][A-Za-z0-9]*$/);
      expect(spec.help.en).toMatch(/^[^\p{Script=Han}]{10,}$/u);
      expect(spec.help.zh).toMatch(/\p{Script=Han}/u);
      expect(spec.help.zh).not.toMatch(/[,;:!?]\s*\p{Script=Han}/u);
      renders(spec.symbol ?? 'x');
      const ordered = bounds(spec);
      expect(ordered).toEqual(ordered.toSorted((a, b) => a - b));
      expect(ordered.every(Number.isFinite), key).toBe(true);
    }
    expect(definition.check?.(defaultsOf(definition.params)) ?? []).toEqual([]);
  });
});
