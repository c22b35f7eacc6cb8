/** Both normalisations and their gradients on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { layerNormCases } from '../../shaders/layer-norm/cases.ts';
import { layerNormKernels, type LayerNormShape } from '../../shaders/layer-norm/kernel.ts';
import { layerNormGradientReference, layerNormReference } from '../../shaders/layer-norm/reference.ts';
import { defaultLayerNorm, layerNormVariants, type LayerNormVariant } from '../../shaders/layer-norm/variants.ts';
import { dispatch, openDevice, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const label = ({ kind, rows, width }: LayerNormShape): string => `${kind}, M ${rows}, D ${width}`;

function all(shape: LayerNormShape, inputs: Buffers, variant: LayerNormVariant): Promise<Buffers> {
  const { forward, backward, joinWeights } = layerNormKernels(variant, shape.kind);
  return run(
    [
      dispatch(forward, shape),
      dispatch(backward, { ...shape, adds: 'gradient' in inputs }),
      dispatch(joinWeights, shape),
    ],
    inputs,
  );
}

const shift = (values: Data, by: number): Float32Array<ArrayBuffer> => Float32Array.from(values, (value) => value + by);

const cases = layerNormVariants.flatMap((variant) =>
  layerNormCases.map((shape) => [variant.id, label(shape), shape, variant] as const),
);

test('the adapter of the tests has subgroups', async () => {
  expect((await openDevice()).features.has('subgroups')).toBe(true);
});

test.each(cases)('%s, %s: as the reference', async (_id, _label, shape, variant) => {
  const { kind, rows, width } = shape;
  const input = shift(normal(rows * width, 41, 2), 0.5);
  const gain = shift(normal(width, 42, 0.3), 1);
  const bias = kind === 'layer' ? normal(width, 43) : null;
  const upstream = normal(rows * width, 44);
  const inputs = { input, gain, upstream, ...(bias && { bias }) };
  const actual = await all(shape, inputs, variant);
  const expected = layerNormGradientReference(input, gain, upstream, shape);
  expect(relativeError(actual['output'], layerNormReference(input, gain, bias, shape))).toBeLessThan(3e-6);
  expect(relativeError(actual['gradient'], expected.input)).toBeLessThan(5e-6);
  expect(relativeError(actual['gainGradient'], expected.gain)).toBeLessThan(3e-6);
  expect(relativeError(bias ? actual['biasGradient'] : expected.bias, expected.bias)).toBeLessThan(3e-6);

  const before = normal(rows * width, 47);
  const added = await all(shape, { ...inputs, gradient: before }, variant);
  const sum = Float64Array.from(before, (value, i) => value + (expected.input[i] ?? Number.NaN));
  expect(relativeError(added['gradient'], sum), 'added to what was there').toBeLessThan(5e-6);
});

test('a mean far above the deviation costs only the digits that the input has lost already', async () => {
  const shape: LayerNormShape = { kind: 'layer', rows: 3, width: 16, epsilon: 1e-5 };
  const input = shift(normal(48, 45), 1e4);
  const gain = new Float32Array(16).fill(1);
  const bias = new Float32Array(16);
  const actual = await all(shape, { input, gain, bias, upstream: normal(48, 46) }, defaultLayerNorm);
  expect(relativeError(actual['output'], layerNormReference(input, gain, bias, shape))).toBeLessThan(1e-3);
});

test('by the root mean square, a row of zeros stays one and its gradient finite', async () => {
  const shape: LayerNormShape = { kind: 'rms', rows: 2, width: 12, epsilon: 1e-5 };
  const input = new Float32Array(24);
  input.set(normal(12, 48), 12);
  const [gain, upstream] = [normal(12, 49), normal(24, 50)];
  const actual = await all(shape, { input, gain, upstream }, defaultLayerNorm);
  expect(actual['output']?.subarray(0, 12).every((value) => value === 0)).toBe(true);
  const expected = layerNormGradientReference(input, gain, upstream, shape);
  expect(relativeError(actual['gradient'], expected.input)).toBeLessThan(3e-6);
});
