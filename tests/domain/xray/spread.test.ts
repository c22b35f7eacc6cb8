/** How numbers are spread, counted by hand. */
import { expect, test } from 'vitest';
import { firstExponent, linearBins, sizeBins, sizeOf, spreadOf } from '../../../src/domain/xray/spread.ts';

const total = (counts: Uint32Array): number => counts.reduce((sum, count) => sum + count, 0);

test('zeros, what f16 has no normal number for, and the sides of zero', () => {
  const values = Float32Array.of(0, 0, 1, -2, 2 ** -14, 2 ** -15, -(2 ** -20), Number.NaN);
  const spread = spreadOf([values.subarray(0, 3), values.subarray(3)]);
  expect(spread).toMatchObject({ count: 8, zeros: 2, tiny: 2, nonFinite: 1, low: -2, high: 1, reach: 2 });
  expect(total(spread.linear)).toBe(7);
  expect([total(spread.negative), total(spread.positive)]).toEqual([2, 3]);
  expect(spread.positive[2 * (0 - firstExponent)]).toBe(1);
  expect(spread.negative[2 * (1 - firstExponent)]).toBe(1);
  expect(spread.rms).toBeCloseTo(Math.sqrt((1 + 4) / 7), 6);
});

test('bins are where they say, and what is beyond the scale is in the last ones', () => {
  expect(sizeOf(2 * (3 - firstExponent))).toBe(8);
  const spread = spreadOf([Float32Array.of(1e-30, 3e38)]);
  expect([spread.positive[0], spread.positive[sizeBins - 1]]).toEqual([1, 1]);
  const even = spreadOf([Float32Array.from({ length: linearBins }, (_, i) => i - (linearBins - 1) / 2)]);
  expect(even.reach).toBe((linearBins - 1) / 2);
  expect(Math.max(...even.linear)).toBeLessThanOrEqual(2);
});

test('nothing but zeros lies in the middle', () => {
  const { linear, reach } = spreadOf([new Float32Array(5)]);
  expect(reach).toBe(0);
  expect(linear[(linearBins - 1) / 2]).toBe(5);
});

test('roots are taken before anything is counted', () => {
  const { low, high, tiny } = spreadOf([Float32Array.of(4, 9, 1e-10)], true);
  expect([low, high]).toEqual([expect.closeTo(1e-5, 9), 3]);
  expect(tiny).toBe(1);
});
