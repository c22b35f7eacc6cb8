/** Means over time and the losses of pairs on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { meanOverTimeCases } from '../../shaders/mean-over-time/cases.ts';
import { meanOverTimeBackward, meanOverTimeForward } from '../../shaders/mean-over-time/kernel.ts';
import { meanOverTimeGradientReference, meanOverTimeReference } from '../../shaders/mean-over-time/reference.ts';
import { pairsCases } from '../../shaders/pairs/cases.ts';
import { pairsBackward, pairsControl, pairsLoss } from '../../shaders/pairs/kernel.ts';
import { pairsGradientReference, pairsReference } from '../../shaders/pairs/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(meanOverTimeCases)('mean of $batch sequences of $time, width $width', async (shape) => {
  const input = normal(shape.batch * shape.time * shape.width, 91);
  const upstream = normal(shape.batch * shape.width, 92);
  const actual = await run([dispatch(meanOverTimeForward, shape), dispatch(meanOverTimeBackward, shape)], {
    input,
    upstream,
  });
  expect(relativeError(actual['output'], meanOverTimeReference(input, shape))).toBeLessThan(2e-6);
  expect(relativeError(actual['gradient'], meanOverTimeGradientReference(upstream, shape))).toBeLessThan(2e-6);
});

test.each(pairsCases)('$loss at $amount, $filled of $size rows', async ({ loss, size, filled, amount }) => {
  const cosines = normal(size * size, 93).map((value) => Math.tanh(value / 2));
  // Two in the same place, and two opposite ones.
  if (size > 3) cosines.set([1, -1], 1);
  const { loss: losses, gradient } = await run(
    [pairsLoss, pairsBackward].map((kernel) => dispatch(kernel, { loss, size })),
    { cosines, control: pairsControl(filled, amount, 0.25), upstream: Float32Array.of(0.5) },
  );
  const problem = { loss, cosines, size, filled, amount };
  const expected = pairsReference(problem).map((value) => 0.25 * value);
  expect(relativeError(losses, expected)).toBeLessThan(2e-5);
  expect(relativeError(gradient, pairsGradientReference(problem, 0.125))).toBeLessThan(2e-5);
});
