/** GELU and its gradient on the device against the published form in double precision. */
import { expect, test } from 'vitest';
import { geluCases } from '../../shaders/gelu/cases.ts';
import { geluBackward, geluForward } from '../../shaders/gelu/kernel.ts';
import { geluGradientReference, geluReference } from '../../shaders/gelu/reference.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const both = (input: Data, upstream: Data): Promise<Buffers> =>
  run(
    [geluForward, geluBackward].map((kernel) => dispatch(kernel, { length: input.length })),
    { input, upstream },
  );

test.each(geluCases)('length $length: as the reference', async ({ length }) => {
  const input = normal(length, 51, 2);
  const upstream = normal(length, 52);
  const actual = await both(input, upstream);
  expect(relativeError(actual['output'], geluReference(input))).toBeLessThan(1e-6);
  expect(relativeError(actual['gradient'], geluGradientReference(input, upstream))).toBeLessThan(3e-6);
});

test('far from zero it is the identity on one side and nothing on the other', async () => {
  const far = [100, 1e4, 3e9, 1e30];
  const input = Float32Array.from([...far, ...far.map((x) => -x)]);
  const { output, gradient } = await both(input, new Float32Array(input.length).fill(1));
  expect(output?.slice(0, far.length)).toEqual(Float32Array.from(far));
  expect(gradient?.slice(0, far.length)).toEqual(new Float32Array(far.length).fill(1));
  const nothing = [...(output?.slice(far.length) ?? []), ...(gradient?.slice(far.length) ?? [])];
  expect(nothing.every((value, i) => Math.abs(value / (far[i] ?? 1)) < 1e-30)).toBe(true);
});
