/** QK-norm and its gradients, and sinusoids, on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { headNormCases } from '../../shaders/head-norm/cases.ts';
import {
  headNormBackward,
  headNormForward,
  headNormGains,
  sharesLength,
  type HeadNormShape,
} from '../../shaders/head-norm/kernel.ts';
import { headNormGradientReference, headNormReference } from '../../shaders/head-norm/reference.ts';
import { sinusoidsCases } from '../../shaders/sinusoids/cases.ts';
import { sinusoidsBackward, sinusoidsForward } from '../../shaders/sinusoids/kernel.ts';
import { sinusoidsGradientReference, sinusoidsReference } from '../../shaders/sinusoids/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const packedLength = ({ rows, heads, keyValueHeads, headWidth }: HeadNormShape): number =>
  rows * (heads + 2 * keyValueHeads) * headWidth;

test.each(headNormCases)('%o: as the reference', async (shape) => {
  const [input, upstream] = [normal(packedLength(shape), 171, 2), normal(packedLength(shape), 172)];
  const [queryGain, keyGain] = [normal(shape.headWidth, 173), normal(shape.headWidth, 174)];
  const actual = await run(
    [headNormForward, headNormBackward, headNormGains].map((kernel) => dispatch(kernel, shape)),
    { input, upstream, queryGain, keyGain },
  );
  expect(relativeError(actual['output'], headNormReference(input, queryGain, keyGain, shape))).toBeLessThan(1e-6);
  const expected = headNormGradientReference(input, queryGain, keyGain, upstream, shape);
  expect(relativeError(actual['gradient'], expected.input)).toBeLessThan(2e-6);
  for (const [name, gain] of [
    ['queryShares', expected.queryGain],
    ['keyShares', expected.keyGain],
  ] as const) {
    const shares = Float64Array.from(actual[name] ?? []);
    expect(shares.length).toBe(sharesLength(shape));
    const sums = gain.map((_, d) => shares.reduce((sum, value, i) => sum + (i % shape.headWidth === d ? value : 0), 0));
    expect(relativeError(sums, gain), name).toBeLessThan(2e-6);
  }
});

test.each(sinusoidsCases)('sinusoids, %o: as the reference', async (shape) => {
  const { rows, time, width } = shape;
  const [input, waves, upstream] = [normal(rows * width, 175), normal(time * width, 176), normal(rows * width, 177)];
  const actual = await run(
    [sinusoidsForward, sinusoidsBackward].map((kernel) => dispatch(kernel, shape)),
    { input, waves, upstream },
  );
  expect(relativeError(actual['output'], sinusoidsReference(input, waves, width))).toBeLessThan(2e-7);
  expect(relativeError(actual['gradient'], sinusoidsGradientReference(upstream, width))).toBeLessThan(2e-7);
});
