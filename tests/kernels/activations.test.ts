/** ReLU, its square and SwiGLU with their gradients on the device against their formulas in double precision. */
import { expect, test } from 'vitest';
import { reluCases } from '../../shaders/relu/cases.ts';
import { reluBackward, reluForward } from '../../shaders/relu/kernel.ts';
import { reluGradientReference, reluReference } from '../../shaders/relu/reference.ts';
import { swigluCases } from '../../shaders/swiglu/cases.ts';
import { swigluBackward, swigluForward } from '../../shaders/swiglu/kernel.ts';
import { swigluGradientReference, swigluReference } from '../../shaders/swiglu/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(reluCases)('ReLU, length $length to the power of $power: as the reference', async (shape) => {
  const input = normal(shape.length, 61, 2);
  // Where the gradient is 0 by agreement.
  input[shape.length >> 1] = 0;
  const upstream = normal(shape.length, 62);
  const actual = await run(
    [reluForward, reluBackward].map((kernel) => dispatch(kernel, shape)),
    { input, upstream },
  );
  // A product is one rounding.
  const expected = [reluReference(input, shape.power), reluGradientReference(input, upstream, shape.power)];
  expect(actual['output']).toEqual(Float32Array.from(expected[0] ?? []));
  expect(relativeError(actual['gradient'], expected[1] ?? [])).toBeLessThan(2e-7);
});

test.each(swigluCases)('SwiGLU, $rows rows, $width wide: as the reference', async (shape) => {
  const input = normal(2 * shape.rows * shape.width, 63, 2);
  const upstream = normal(shape.rows * shape.width, 64);
  const actual = await run(
    [swigluForward, swigluBackward].map((kernel) => dispatch(kernel, shape)),
    { input, upstream },
  );
  expect(relativeError(actual['output'], swigluReference(input, shape.width))).toBeLessThan(1e-6);
  const gradient = swigluGradientReference(input, upstream, shape.width);
  expect(relativeError(actual['gradient'], gradient)).toBeLessThan(1e-6);
});

test('far from zero the gate of SwiGLU is open or closed', async () => {
  const far = [100, 1e4, 3e9, 1e30];
  const width = 2 * far.length;
  const gates = [...far, ...far.map((x) => -x)];
  const input = Float32Array.from([...gates, ...gates.map(() => 1)]);
  const upstream = new Float32Array(width).fill(1);
  const shape = { rows: 1, width };
  const { output, gradient } = await run(
    [swigluForward, swigluBackward].map((kernel) => dispatch(kernel, shape)),
    { input, upstream },
  );
  expect(output?.slice(0, far.length)).toEqual(Float32Array.from(far));
  expect(gradient?.slice(0, far.length)).toEqual(new Float32Array(far.length).fill(1));
  const closed = [...(output?.slice(far.length) ?? []), ...(gradient?.slice(far.length, width) ?? [])];
  expect(closed.every((value, i) => Math.abs(value / (far[i % far.length] ?? 1)) < 1e-30)).toBe(true);
});
