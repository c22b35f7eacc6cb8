/** What the range test reads out of a curve whose answer is known. */
import { expect, it } from 'vitest';
import { gaussian } from '../../../src/domain/core/random.ts';
import { hasDiverged, rateAt, suggestRates, usualRange } from '../../../src/domain/schedules/rateTest.ts';

const rates = Array.from({ length: usualRange.steps }, (_, step) => rateAt(usualRange, step));
const noise = (size: number) => rates.map((_, i) => size * gaussian(1, 2, i));

it('rates rise by one factor from the lowest to the highest', () => {
  expect(rates[0]).toBe(1e-6);
  expect(rates.at(-1)).toBeCloseTo(10, 10);
  const factors = rates.slice(1).map((rate, i) => rate / (rates[i] ?? NaN));
  for (const factor of factors) expect(factor).toBeCloseTo(1e7 ** (1 / 99), 10);
});

it.each([0, 0.02])('finds the middle of the fall and a tenth of the bottom, with noise of %s', (size) => {
  // A logistic fall from 4 to 2, steepest at 1e-3, and a steep wall whose sum with it is lowest at about 0.075.
  const added = noise(size);
  const curve = rates.map((rate, i) => {
    const x = Math.log10(rate);
    return 2 + 2 / (1 + Math.exp(3 * (x + 3))) + 1e-3 * Math.exp(3 * (x + 1.5)) + (added[i] ?? 0);
  });
  const { steepest, tenth, smooth } = suggestRates(rates, curve);
  expect(Math.abs(Math.log10(steepest ?? NaN) + 3)).toBeLessThan(0.25);
  // Where both slopes are equal: 2 e^(-3(x+3)) = 1e-3 e^(3(x+1.5)).
  const bottom = (Math.log(2000) - 4.5 - 9) / 6;
  expect(Math.abs(Math.log10(tenth ?? NaN) - (bottom - 1))).toBeLessThan(0.5);
  expect(smooth).toHaveLength(rates.length);
});

it('a line is its own smooth curve, to the ends', () => {
  const line = rates.map((_, i) => 5 - 0.01 * i);
  suggestRates(rates, line).smooth.forEach((value, i) => expect(value).toBeCloseTo(line[i] ?? NaN, 10));
});

it.each([
  ['noise', noise(0.1).map((value) => 3 + value)],
  ['a rise', rates.map((_, i) => 2 + i / 50)],
  ['too few points', [4, 3, 2, 1]],
])('%s suggests nothing', (_name, losses) => {
  expect(suggestRates(rates, losses)).toMatchObject({ steepest: null, tenth: null });
});

it('bursts are told from noise', () => {
  expect(hasDiverged(NaN, 2)).toBe(true);
  expect(hasDiverged(Infinity, 2)).toBe(true);
  expect(hasDiverged(9, 2)).toBe(true);
  expect(hasDiverged(7.9, 2)).toBe(false);
  expect(hasDiverged(0.5, 0.01)).toBe(false);
});
