/** Statistics of repeated races, against scipy. */
import { expect, test } from 'vitest';
import { halfWidth, spreadOf, studentQuantile, welchTest } from '../../../src/domain/races/statistics.ts';
import goldens from '../../goldens/races.json' with { type: 'json' };

test.each(goldens.intervals)('mean, standard error and interval of $values.length values', (golden) => {
  const spread = spreadOf(golden.values);
  expect(spread.mean).toBeCloseTo(golden.mean, 12);
  expect(spread.standardError).toBeCloseTo(golden.standardError, 12);
  expect(halfWidth(spread) / golden.halfWidth).toBeCloseTo(1, 9);
});

test.each(goldens.pairs)('Welch’s test: t $t, p $p', ({ a, b, t, p }) => {
  const tested = welchTest(spreadOf(a), spreadOf(b));
  expect(tested.t / t).toBeCloseTo(1, 9);
  expect(tested.p / p).toBeCloseTo(1, 8);
});

test.each(goldens.quantiles)('the quantile $probability of t with $freedom degrees of freedom', (golden) => {
  expect(studentQuantile(golden.probability, golden.freedom) / golden.value).toBeCloseTo(1, 8);
});

test('values without spread differ or they do not, and one value has no spread', () => {
  expect(welchTest(spreadOf([1, 1]), spreadOf([1, 1])).p).toBe(1);
  expect(welchTest(spreadOf([1, 1]), spreadOf([2, 2])).p).toBe(0);
  expect(spreadOf([1]).standardError).toBeNaN();
});
