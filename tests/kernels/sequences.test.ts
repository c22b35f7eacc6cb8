/** Operations along a sequence that have no weights, and tanh, on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { minGruCases } from '../../shaders/min-gru/cases.ts';
import { minGruBackward, minGruForward } from '../../shaders/min-gru/kernel.ts';
import { minGruGradientReference, minGruReference } from '../../shaders/min-gru/reference.ts';
import { poolCases } from '../../shaders/pool/cases.ts';
import { poolBackward, poolForward } from '../../shaders/pool/kernel.ts';
import { poolGradientReference, poolReference } from '../../shaders/pool/reference.ts';
import { tanhCases } from '../../shaders/tanh/cases.ts';
import { tanhBackward, tanhForward } from '../../shaders/tanh/kernel.ts';
import { tanhGradientReference, tanhReference } from '../../shaders/tanh/reference.ts';
import { windowCases } from '../../shaders/window/cases.ts';
import { windowBackward, windowForward } from '../../shaders/window/kernel.ts';
import { windowGradientReference, windowReference } from '../../shaders/window/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(tanhCases)('tanh, $length elements: as the reference', async (shape) => {
  // From where it is the identity to where it is 1.
  const input = Float32Array.from(normal(shape.length, 81), (value, i) => (i % 5 === 0 ? 1e3 : 2) * value);
  const upstream = normal(shape.length, 82);
  const actual = await run([dispatch(tanhForward, shape), dispatch(tanhBackward, shape)], { input, upstream });
  expect(relativeError(actual['output'], tanhReference(input))).toBeLessThan(1e-5);
  // 1 − y² loses its digits where y is almost 1, in single precision by any formula.
  const gradient = tanhGradientReference(actual['output'] ?? [], upstream);
  expect(relativeError(actual['gradient'], gradient)).toBeLessThan(1e-6);
});

test('what is not a number stays so through tanh', async () => {
  const shape = { length: 4 };
  const input = Float32Array.of(Number.NaN, 1e30, -1e30, 0);
  const { output } = await run([dispatch(tanhForward, shape)], { input });
  expect(output?.[0]).toBeNaN();
  expect([...(output?.slice(1) ?? [])].map((value) => Number(value.toFixed(6)))).toEqual([1, -1, 0]);
});

test.each(windowCases)('window of $length over $rows rows in sequences of $time, width $width', async (shape) => {
  const input = normal(shape.rows * shape.width, 83);
  const upstream = normal(shape.length * shape.rows * shape.width, 84);
  const actual = await run([dispatch(windowForward, shape), dispatch(windowBackward, shape)], { input, upstream });
  expect(actual['output']).toEqual(Float32Array.from(windowReference(input, shape)));
  expect(relativeError(actual['gradient'], windowGradientReference(upstream, shape))).toBeLessThan(1e-6);
});

test.each(minGruCases)('minGRU, $batch sequences of $time, width $width', async (shape) => {
  const length = shape.batch * shape.time * shape.width;
  const sums = Float32Array.from(normal(2 * length, 85), (value, i) => (i % 7 === 0 ? 40 : 2) * value);
  const upstream = normal(length, 86);
  const actual = await run([dispatch(minGruForward, shape), dispatch(minGruBackward, shape)], { sums, upstream });
  expect(relativeError(actual['hiddens'], minGruReference(sums, shape))).toBeLessThan(1e-5);
  expect(relativeError(actual['forSums'], minGruGradientReference(sums, upstream, shape))).toBeLessThan(1e-5);
});

test.each(poolCases)('pooling of $batch sequences of $time, width $width', async (shape) => {
  const rows = shape.batch * shape.time;
  const [states, shares] = [normal(rows * shape.width, 87), normal(rows, 88)];
  const upstream = normal(shape.batch * shape.width, 89);
  const given = { states, shares, upstream };
  const actual = await run([dispatch(poolForward, shape), dispatch(poolBackward, shape)], given);
  expect(relativeError(actual['output'], poolReference(states, shares, shape))).toBeLessThan(1e-6);
  expect(relativeError(actual['gradient'], poolGradientReference(upstream, shares, shape))).toBeLessThan(1e-6);
});
