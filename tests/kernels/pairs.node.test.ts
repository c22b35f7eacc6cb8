/** The plain loops of pairs: their gradients are those of their losses, and what is known of these without computing. */
import { describe, expect, test } from 'vitest';
import { pairsCases } from '../../shaders/pairs/cases.ts';
import type { PairLoss } from '../../shaders/pairs/kernel.ts';
import { pairsGradientReference, pairsReference, type PairsProblem } from '../../shaders/pairs/reference.ts';
import { gradientError, normal } from './numbers.ts';

const total = (problem: PairsProblem): number => pairsReference(problem).reduce((sum, value) => sum + value, 0);

test.each(pairsCases.filter(({ size }) => size < 20))(
  '$loss at $amount, $filled of $size rows: the slope of the loss',
  ({ loss, size, filled, amount }) => {
    const cosines = Float64Array.from(normal(size * size, 94), (value) => Math.tanh(value / 2));
    const gradient = pairsGradientReference({ loss, cosines, size, filled, amount }, 1);
    const at = (values: Float64Array): number => total({ loss, cosines: values, size, filled, amount });
    expect(gradientError(at, cosines, gradient)).toBeLessThan(1e-6);
  },
);

describe('without computing', () => {
  const size = 4;
  const alike = new Float64Array(size * size).fill(1);
  const apart = Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? 1 : -1));
  const meanOf = (loss: PairLoss, amount: number, cosines: Float64Array, filled = size): number =>
    total({ loss, amount, cosines, size, filled }) / filled;

  test('one row has no others: InfoNCE and triplets are 0, a margin leaves half the squared distance', () => {
    const cosines = Float64Array.of(0.25);
    const one = { cosines, size: 1, filled: 1, amount: 0.5 };
    expect(total({ ...one, loss: 'contrast' })).toBe(0);
    expect(total({ ...one, loss: 'triplet' })).toBe(0);
    expect(total({ ...one, loss: 'margin' })).toBe(0.75);
  });

  test('rows that are all alike cannot be told apart', () => {
    expect(meanOf('contrast', 0.05, alike)).toBeCloseTo(Math.log(size), 12);
    expect(meanOf('contrast', 0.05, alike, 3)).toBeCloseTo(Math.log(3), 12);
    expect(meanOf('triplet', 0.2, alike)).toBeCloseTo(0.2, 12);
    expect(meanOf('triplet', 0, alike)).toBe(0);
    // Half the square of the margin, less the smallest distance.
    expect(meanOf('margin', 1, alike)).toBeCloseTo(0.999 ** 2 / 2, 12);
  });

  test('equal views with everything else opposite cost nothing', () => {
    expect(meanOf('contrast', 0.05, apart)).toBeLessThan(1e-15);
    expect(meanOf('triplet', 2, apart)).toBe(0);
    expect(meanOf('margin', 2, apart)).toBe(0);
  });
});
