/** Layer normalisation and its three gradients on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { layerNormCases } from '../../shaders/layer-norm/cases.ts';
import {
  layerNormBackward,
  layerNormForward,
  layerNormJoinWeights,
  type LayerNormShape,
} from '../../shaders/layer-norm/kernel.ts';
import { layerNormGradientReference, layerNormReference } from '../../shaders/layer-norm/reference.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const label = ({ rows, width }: LayerNormShape): string => `M ${rows}, D ${width}`;

const all = (shape: LayerNormShape, inputs: Buffers): Promise<Buffers> =>
  run(
    [
      dispatch(layerNormForward, shape),
      dispatch(layerNormBackward, { ...shape, adds: 'gradient' in inputs }),
      dispatch(layerNormJoinWeights, shape),
    ],
    inputs,
  );

const shift = (values: Data, by: number): Float32Array<ArrayBuffer> => Float32Array.from(values, (value) => value + by);

test.each(layerNormCases.map((shape) => [label(shape), shape] as const))('%s: as the reference', async (_, shape) => {
  const { rows, width } = shape;
  const input = shift(normal(rows * width, 41, 2), 0.5);
  const gain = shift(normal(width, 42, 0.3), 1);
  const bias = normal(width, 43);
  const upstream = normal(rows * width, 44);
  const actual = await all(shape, { input, gain, bias, upstream });
  const expected = layerNormGradientReference(input, gain, upstream, shape);
  expect(relativeError(actual['output'], layerNormReference(input, gain, bias, shape))).toBeLessThan(3e-6);
  expect(relativeError(actual['gradient'], expected.input)).toBeLessThan(5e-6);
  expect(relativeError(actual['gainGradient'], expected.gain)).toBeLessThan(3e-6);
  expect(relativeError(actual['biasGradient'], expected.bias)).toBeLessThan(3e-6);

  const before = normal(rows * width, 47);
  const added = await all(shape, { input, gain, bias, upstream, gradient: before });
  const sum = Float64Array.from(before, (value, i) => value + (expected.input[i] ?? Number.NaN));
  expect(relativeError(added['gradient'], sum), 'added to what was there').toBeLessThan(5e-6);
});

test('a mean far above the deviation costs only the digits that the input has lost already', async () => {
  const shape: LayerNormShape = { rows: 3, width: 16, epsilon: 1e-5 };
  const input = shift(normal(48, 45), 1e4);
  const gain = new Float32Array(16).fill(1);
  const bias = new Float32Array(16);
  const actual = await all(shape, { input, gain, bias, upstream: normal(48, 46) });
  expect(relativeError(actual['output'], layerNormReference(input, gain, bias, shape))).toBeLessThan(1e-3);
});
