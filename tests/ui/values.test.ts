/** Numbers as text, slider stops, verdicts: what stands between a value and a reader. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fieldsOf } from '../../src/domain/config/fields.ts';
import { setValue } from '../../src/domain/config/setValue.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { NumberSpec } from '../../src/domain/core/params.ts';
import { presetConfig, presetIds } from '../../src/domain/presets/index.ts';
import {
  bytes,
  compact,
  dateTime,
  duration,
  inUnit,
  milliseconds,
  percent,
  shortTime,
  tick,
  whole,
} from '../../src/ui/format/numbers.ts';
import { abilityVerdict, perplexityVerdict, taskVerdict } from '../../src/ui/panels/verdict.ts';
import { jump, notches, positionOf, slidable } from '../../src/ui/settings/notches.ts';
import { suggestions } from '../../src/ui/why/suggestions.ts';

describe('numbers', () => {
  test.each([
    [compact(81_700), '81.7\u00a0k'],
    [compact(999.6), '1.00\u00a0k'],
    [compact(810_000), '810\u00a0k'],
    [compact(96), '96'],
    [compact(Number.NaN), '–'],
    [bytes(3_310_000), '3.31\u00a0MB'],
    [bytes(12), '12\u00a0B'],
    [duration(7.2), '0:07'],
    [duration(3723), '1:02:03'],
    [milliseconds(0.824), '0.82'],
    [milliseconds(9.41), '9.4'],
    [milliseconds(132.4), '132'],
    [inUnit(40.8e9, 'FLOP/s'), '40.8\u00a0GFLOP/s'],
    [inUnit(Number.NaN, 'B/s'), '–'],
    [percent(0.124), '12\u00a0%'],
    [percent(0.0042), '0.4\u00a0%'],
    [percent(0.0001), '<\u00a00.1\u00a0%'],
    [percent(0), '0.0\u00a0%'],
    [percent(1.3), '130\u00a0%'],
    [shortTime(1.9e-4), '190\u00a0ns'],
    [shortTime(0.0172), '17\u00a0µs'],
    [shortTime(4.21), '4.2\u00a0ms'],
    [shortTime(1320), '1.3\u00a0s'],
    [dateTime(new Date(2026, 2, 9, 8, 5).getTime()), '2026-03-09 08:05'],
    [whole(1240), '1,240'],
    [tick(12_000), '12\u00a0k'],
    [tick(0.0005), '5e-4'],
  ])('%s', (shown, expected) => expect(shown).toBe(expected));

  test('ticks that differ read differently', () => {
    const values = [0, 0.001, 0.0025, 0.5, 1, 1.5, 999, 1000, 1500, 10_000, 12_500, 1e6];
    expect(new Set(values.map(tick)).size).toBe(values.length);
  });
});

const numberSpecs = presetIds
  .flatMap((id) => fieldsOf(presetConfig(id)))
  .flatMap((field) =>
    field.kind === 'param' && field.spec.kind === 'number' ? [[field.path, field.spec] as const] : [],
  );
const bySpec = [...new Map(numberSpecs)].filter(([, spec]) => slidable(spec));

describe.each(bySpec)('the slider of %s', (_path, spec: NumberSpec) => {
  const stops = notches(spec);

  test('has ascending legal stops from end to end', () => {
    expect(stops[0]).toBe(spec.min);
    expect(stops.at(-1)).toBeCloseTo(spec.max, 9);
    stops.slice(1).forEach((stop, index) => expect(stop).toBeGreaterThan(stops[index] ?? NaN));
    expect(stops.every((stop) => !spec.integer || Number.isInteger(stop))).toBe(true);
  });

  test('puts every value between its neighbours and each stop on itself', () => {
    stops.forEach((stop, index) => expect(positionOf(stops, stop)).toBeCloseTo(index, 6));
    fc.assert(
      fc.property(fc.double({ min: spec.min, max: spec.max, noNaN: true }), (value) => {
        const position = positionOf(stops, value);
        expect(stops[Math.floor(position)] ?? NaN).toBeLessThanOrEqual(value + Math.abs(value) * 1e-9);
        expect(stops[Math.ceil(position)] ?? NaN).toBeGreaterThanOrEqual(value - Math.abs(value) * 1e-9);
      }),
    );
  });

  test('jumps at least one stop and never leaves the range', () => {
    fc.assert(
      fc.property(fc.constantFrom(...stops), (value) => {
        const up = jump(stops, value, 10);
        const down = jump(stops, value, 0.1);
        expect(up).toBeGreaterThan(value === stops.at(-1) ? value - 1 : value);
        expect(down).toBeLessThan(value === stops[0] ? value + 1 : value);
        expect(stops).toContain(up);
        expect(stops).toContain(down);
      }),
    );
  });
});

test('a seed has too many values for a slider', () => {
  const seed = numberSpecs.find(([path]) => path === 'seed')?.[1];
  expect(seed && slidable(seed)).toBe(false);
});

describe('verdicts', () => {
  const baselines = [3.08, 2.41, 1.96, 1.64, 1.5].map((lossNats, index) => ({ order: index + 1, lossNats }));
  const uniform = 4.39;

  test.each([
    [5, 'verdictWorseThanGuessing', 'abilityNoise', 1],
    [4, 'verdictBetterThanGuessing', 'abilityNoise', 1],
    [2.8, 'verdictBeats', 'abilityFrequencies', 2],
    [2, 'verdictBeats', 'abilityPairs', 3],
    [1.8, 'verdictBeats', 'abilitySyllables', 4],
    [1.55, 'verdictBeats', 'abilityWords', 5],
    [1.4, 'verdictBeatsAll', 'abilityPhrases', null],
  ])('at a loss of %d', (loss, verdict, ability, next) => {
    expect(perplexityVerdict(loss, uniform, baselines).key).toBe(verdict);
    const words = abilityVerdict(loss, uniform, baselines);
    expect([words.ability, words.next?.order ?? null]).toEqual([ability, next]);
  });

  test('does not depend on the order in which baselines come', () => {
    expect(abilityVerdict(1.8, uniform, baselines.toReversed())).toEqual(abilityVerdict(1.8, uniform, baselines));
  });

  test('before the counts are there, only guessing can be beaten', () => {
    expect(perplexityVerdict(2, uniform, []).key).toBe('verdictBetterThanGuessing');
  });

  test.each([
    [0, 'taskGuessing'],
    [0.3, 'taskSome'],
    [0.9, 'taskMostly'],
    [1, 'taskSolved'],
  ])('%d of the answers right', (accuracy, key) => expect(taskVerdict(accuracy)).toBe(key));
});

test.each(presetIds)('what %s suggests to try is legal and changes something', (id) => {
  const config = presetConfig(id);
  const found = suggestions(config);
  expect(found.length).toBeGreaterThan(0);
  for (const { path, value, text } of found) {
    const next = setValue(config, path, value);
    expect(validate(next).problems).toEqual([]);
    expect(next).not.toEqual(config);
    expect(text.en).not.toBe(text.zh);
  }
});
