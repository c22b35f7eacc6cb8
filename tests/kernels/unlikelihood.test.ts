/** Unlikelihood on the device against plain loops, and the loops' gradient against their finite differences. */
import { expect, test } from 'vitest';
import { unlikelihoodCases } from '../../shaders/unlikelihood/cases.ts';
import { unlikelihoodBackward, unlikelihoodLoss } from '../../shaders/unlikelihood/kernel.ts';
import { unlikelihoodGradientReference, unlikelihoodReference } from '../../shaders/unlikelihood/reference.ts';
import { firstSeen } from '../../src/domain/losses/terms/firstSeen.ts';
import { dispatch, run } from './harness.ts';
import { gradientError, normal, relativeError } from './numbers.ts';

test.each(unlikelihoodCases.flatMap((shape) => [1, 4].map((spread) => ({ ...shape, spread }))))(
  '$rows rows of $time × $vocabulary, logits of spread $spread',
  async ({ rows, time, vocabulary, spread }) => {
    const shape = { rows, time, vocabulary };
    const logits = normal(rows * vocabulary, 81, spread);
    const inputs = Int32Array.from({ length: rows }, (_, row) => (row * row + 3 * row) % vocabulary);
    const targets = Int32Array.from({ length: rows }, (_, row) => (row % 5 === 4 ? -1 : (7 * row) % vocabulary));
    const { loss, gradient } = await run(
      [unlikelihoodLoss, unlikelihoodBackward].map((kernel) => dispatch(kernel, shape)),
      {
        logits,
        targets,
        candidates: Int32Array.from(firstSeen(inputs, time)),
        scale: Float32Array.of(0.25),
        upstream: Float32Array.of(0.5),
      },
    );
    const batch = { logits, targets, inputs, time };
    const expected = unlikelihoodReference(batch).map((value) => 0.25 * value);
    expect(relativeError(loss, expected)).toBeLessThan(2e-5);
    expect(relativeError(gradient, unlikelihoodGradientReference(batch, 0.125))).toBeLessThan(2e-5);
  },
);

test('the gradient of the loops is that of their loss', () => {
  const logits = Float64Array.from(normal(24, 83));
  const batch = { targets: [2, -1, 0, 3, 3, 1], inputs: [1, 2, 2, 0, 3, 1], time: 3 };
  const loss = (at: Float64Array): number =>
    unlikelihoodReference({ ...batch, logits: at }).reduce((sum, value) => sum + value, 0);
  const gradient = unlikelihoodGradientReference({ ...batch, logits }, 1);
  expect(gradientError(loss, logits, gradient)).toBeLessThan(1e-7);
});
