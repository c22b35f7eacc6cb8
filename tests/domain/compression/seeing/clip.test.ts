/** The clip point as it is dragged, held against the quantisers themselves and against sums over all numbers. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish, type Matrix } from '../../../../src/domain/compression/contract.ts';
import { decode } from '../../../../src/domain/compression/encodings/index.ts';
import { extentOf } from '../../../../src/domain/compression/quantizers/integerGrid.ts';
import { quantizers } from '../../../../src/domain/compression/quantizers/index.ts';
import { bestClip, clipCurve, clipShares, figuresAt } from '../../../../src/domain/compression/seeing/clipCurve.ts';
import { clippedGrid, clipMethods } from '../../../../src/domain/compression/seeing/clipGrid.ts';
import { histogramOf } from '../../../../src/domain/compression/seeing/histogram.ts';
import { recipeWithClip } from '../../../../src/domain/compression/seeing/recipeWithClip.ts';
import { validateRecipe } from '../../../../src/domain/compression/recipe/validateRecipe.ts';
import type { Recipe } from '../../../../src/domain/compression/recipe/recipe.ts';
import { gaussianMatrix, matrices } from '../arbitraries.ts';

const whole = ({ values }: Matrix) => extentOf(values, { start: 0, end: values.length });
const integer = (bits: number, symmetric: boolean) => ({ method: 'rtn', bits, symmetric }) as const;

describe('levels under a clip point', () => {
  it.each([
    [4, true],
    [4, false],
    [2, true],
    [3, false],
  ])('are those of round-to-nearest with %i bits, symmetric %s, at every clip point', (bits, symmetric) => {
    const matrix = gaussianMatrix(3, 64, 5);
    for (const clip of [1, 0.7, 0.31]) {
      const settings = { bits, symmetric, granularity: 'tensor', group: 32, clip, clipSearch: false } as const;
      const { round } = clippedGrid(integer(bits, symmetric), whole(matrix), clip);
      expect(matrix.values.map(round)).toEqual(decode(finish(quantizers.rtn.quantize(matrix, settings))));
    }
  });

  it('are those of NF4 and FP8 where nothing is clipped', () => {
    const matrix = gaussianMatrix(2, 64, 6);
    const grouping = { granularity: 'tensor', group: 32 } as const;
    const expected = {
      nf4: quantizers.nf4.quantize(matrix, { ...grouping, doubleScales: false }),
      e4m3: quantizers.fp8.quantize(matrix, { ...grouping, format: 'e4m3' }),
      e5m2: quantizers.fp8.quantize(matrix, { ...grouping, format: 'e5m2' }),
    };
    for (const method of ['nf4', 'e4m3', 'e5m2'] as const) {
      const { round } = clippedGrid({ ...integer(4, true), method }, whole(matrix), 1);
      expect(matrix.values.map(round)).toEqual(decode(finish(expected[method])));
    }
  });

  it('rise, and every number becomes the nearest of them', () => {
    const property = fc.property(
      fc.constantFrom(...clipMethods),
      fc.integer({ min: 2, max: 8 }),
      fc.boolean(),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      fc.double({ min: -3, max: 3, noNaN: true }),
      (method, bits, symmetric, share, value) => {
        const grid = clippedGrid({ method, bits, symmetric }, { low: -2, high: 1 }, share);
        const levels = [...grid.levels()];
        expect(levels.every((level, i) => i === 0 || level > (levels[i - 1] ?? 0))).toBe(true);
        const nearest = Math.min(...levels.map((level) => Math.abs(level - value)));
        // Quotients are rounded to f32, so halfway may go either way.
        expect(Math.abs(grid.round(value) - value)).toBeLessThanOrEqual(nearest + 1e-6);
      },
    );
    fc.assert(property);
  });
});

describe('the curve', () => {
  const matrix = gaussianMatrix(8, 96, 9);

  it('sums errors and clipped numbers of every group, and of the one on screen', () => {
    const choice = integer(3, true);
    const { all, one, extent } = finish(clipCurve(matrix, { choice, group: 32, index: 4 }));
    expect(all.count).toBe(matrix.values.length);
    expect(extent).toEqual(extentOf(matrix.values, { start: 4 * 32, end: 5 * 32 }));
    const at = clipShares.indexOf(0.6);
    const settings = { ...choice, granularity: 'group', group: 32, clip: 0.6, clipSearch: false } as const;
    const rounded = decode(finish(quantizers.rtn.quantize(matrix, settings)));
    const errors = matrix.values.map((value, i) => (value - (rounded[i] ?? 0)) ** 2);
    expect(all.errors[at]).toBeCloseTo(
      errors.reduce((sum, e) => sum + e, 0),
      5,
    );
    expect(one.errors[at]).toBeCloseTo(
      errors.subarray(128, 160).reduce((sum, e) => sum + e, 0),
      5,
    );
    const beyond = matrix.values.subarray(128, 160).filter((v) => v > 0.6 * Math.max(-extent.low, extent.high));
    expect(one.clipped[at]).toBeGreaterThanOrEqual(beyond.length);
    const { meanSquare, snr, clipped } = figuresAt(one, at);
    expect(meanSquare).toBeCloseTo((one.errors[at] ?? 0) / 32, 12);
    expect(snr).toBeCloseTo(-10 * Math.log10((one.errors[at] ?? 0) / one.squares), 9);
    expect(clipped).toBe((one.clipped[at] ?? 0) / 32);
  });

  it('clips nothing at the whole range, and finds the point that the clip search finds', () => {
    fc.assert(
      fc.property(matrices(), fc.integer({ min: 2, max: 4 }), (any, bits) => {
        const choice = integer(bits, false);
        const { all, one } = finish(clipCurve(any, { choice, group: 0, index: 0 }));
        expect(all.clipped[0]).toBe(0);
        expect(all).toEqual(one);
        const settings = { ...choice, granularity: 'tensor', group: 32, clip: 1, clipSearch: true } as const;
        const searched = decode(finish(quantizers.rtn.quantize(any, settings)));
        const least = any.values.reduce((sum, value, i) => sum + (value - (searched[i] ?? 0)) ** 2, 0);
        const searchedPart = all.errors.subarray(0, 80);
        expect(Math.min(...searchedPart)).toBeCloseTo(least, 6);
        expect(all.errors[bestClip(all)]).toBe(Math.min(...all.errors));
      }),
      { numRuns: 20 },
    );
  });

  it('of a large matrix is read off a part of it, close to all of it', () => {
    const large = gaussianMatrix(512, 512, 3);
    const { all, one } = finish(clipCurve(large, { choice: integer(4, true), group: 64, index: 7 }));
    expect(all.count).toBeCloseTo(2 ** 16, -3);
    expect(one.count).toBe(64);
    const settings = { bits: 4, symmetric: true, granularity: 'group', group: 64, clip: 1, clipSearch: false } as const;
    const rounded = decode(finish(quantizers.rtn.quantize(large, settings)));
    const error = large.values.reduce((sum, value, i) => sum + (value - (rounded[i] ?? 0)) ** 2, 0) / 2 ** 18;
    expect(figuresAt(all, 0).meanSquare / error).toBeCloseTo(1, 1);
  });
});

it('a histogram counts every number once, the largest in the last bin', () => {
  const { counts, low, high } = histogramOf(Float32Array.of(-1, -0.5, 0, 0.24, 0.25, 1), 8);
  expect([low, high]).toEqual([-1, 1]);
  expect([...counts]).toEqual([1, 0, 1, 0, 2, 1, 0, 1]);
  expect([...histogramOf(Float32Array.of(0, 0), 2).counts]).toEqual([2, 0]);
});

describe('a clip point in a recipe', () => {
  const settings = { bits: 3, symmetric: true, granularity: 'row', group: 64, clip: 0.8 };
  const recipeOf = (...methods: readonly string[]): Recipe =>
    validateRecipe({ passes: methods.map((method) => ({ method })), rest: 'f16' }).recipe;

  it('changes the round-to-nearest pass, or adds one; where another method quantises there is none', () => {
    const changed = recipeWithClip(recipeOf('wanda', 'rtn'), settings);
    expect(changed).toMatchObject({ kind: 'changed' });
    expect(changed?.recipe.passes[1]).toEqual({ method: 'rtn', ...settings, clipSearch: false });
    expect(recipeWithClip(recipeOf('wanda'), settings)).toMatchObject({ kind: 'added' });
    expect(validateRecipe(changed?.recipe).problems).toEqual([]);
    expect(recipeWithClip(recipeOf('gptq'), settings)).toBeNull();
  });
});
