/** The reference of pooling against its definition, and its gradient against central differences. */
import { expect, test } from 'vitest';
import { poolGradientReference, poolReference } from '../../shaders/pool/reference.ts';
import { dot, gradientError, normal } from './numbers.ts';

const shape = { batch: 2, time: 3, width: 2 };

test('the mean and the last row are shares', () => {
  const states = [1, 2, 3, 4, 5, 6, 10, 20, 30, 40, 50, 60];
  const third = 1 / 3;
  expect([...poolReference(states, [third, third, third, 0, 0, 1], shape)]).toEqual([
    expect.closeTo(3, 12),
    expect.closeTo(4, 12),
    50,
    60,
  ]);
});

test('gradient by central differences', () => {
  const states = Float64Array.from(normal(12, 1));
  const [shares, upstream] = [normal(6, 2), normal(4, 3)];
  const loss = (at: Float64Array): number => dot(poolReference(at, shares, shape), upstream);
  expect(gradientError(loss, states, poolGradientReference(upstream, shares, shape))).toBeLessThan(1e-8);
});
