/** KL divergence by an example worked by hand, and by its properties. */
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { klDivergence } from '../../../src/domain/metrics/klDivergence.ts';

it('is the published example: (9/25, 12/25, 4/25) from a uniform distribution', () => {
  // Wikipedia, Kullback–Leibler divergence: 0.0852996 nats one way, 0.097455 the other.
  const logits = [9, 12, 4].map(Math.log);
  expect(klDivergence(logits, [0, 0, 0])).toBeCloseTo(0.0852996, 6);
  expect(klDivergence([0, 0, 0], logits)).toBeCloseTo(0.097455, 6);
});

it('is never below zero, zero for equals, and does not mind a shift of the logits', () => {
  const logits = fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { minLength: 5, maxLength: 5 });
  fc.assert(
    fc.property(logits, logits, (a, b) => {
      expect(klDivergence(a, a)).toBe(0);
      expect(klDivergence(a, b)).toBeGreaterThanOrEqual(0);
      expect(
        klDivergence(
          a.map((x) => x + 3),
          b,
        ),
      ).toBeCloseTo(klDivergence(a, b), 8);
    }),
  );
});

it('is infinite where the other holds for impossible what can happen', () => {
  expect(klDivergence([0, 0], [0, -Infinity])).toBe(Infinity);
});
