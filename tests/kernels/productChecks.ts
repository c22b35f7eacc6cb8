/** What every variant of a matrix product has to do: every layout, what is added to it, and the gradients of a layer. */
import { expect } from 'vitest';
import { geluGradientReference, geluReference } from '../../shaders/gelu/reference.ts';
import type { PointwiseActivation } from '../../shaders/linear/activation.ts';
import { joinLinearShares, linearBackward } from '../../shaders/linear/backward.ts';
import { productKernel, type GradientFactor, type Layout, type ProductShape } from '../../shaders/linear/kernel.ts';
import { columnSumsReference, productReference } from '../../shaders/linear/reference.ts';
import type { ProductVariant } from '../../shaders/linear/variants.ts';
import { reluGradientReference, reluReference } from '../../shaders/relu/reference.ts';
import { stridedSum } from '../../shaders/sum/kernel.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

export const layouts: readonly Layout[] = ['NN', 'NT', 'TN'];

/** On which numbers, and how close the results must be. */
export interface Terms {
  readonly numbers: (length: number, stream: number) => Float32Array<ArrayBuffer>;
  /** Relative to the largest number of the result. */
  readonly tolerance: (shape: ProductShape) => number;
}

/** Rounding grows with the number of terms. */
export const rounding = ({ inner }: ProductShape): number => 3e-7 * Math.sqrt(inner);

export const plain: Terms = { numbers: normal, tolerance: rounding };

const label = ({ rows, columns, inner }: ProductShape): string => `M ${rows}, N ${columns}, K ${inner}`;

export async function product(
  layout: Layout,
  variant: ProductVariant,
  shape: ProductShape,
  inputs: Buffers,
  gradient: GradientFactor = null,
): Promise<Data | undefined> {
  const first = productKernel(layout, { bias: 'bias' in inputs, onto: 'onto' in inputs, gradient, variant });
  if (variant.shares === 1) return (await run([dispatch(first, shape)], inputs))['output'];
  const length = shape.rows * shape.columns;
  const join = { inputs: variant.shares * length, stride: length, outputs: length };
  const both = [
    dispatch(first, shape, { output: 'shares' }),
    dispatch(stridedSum, join, { input: 'shares', output: 'output' }),
  ];
  return (await run(both, inputs))['output'];
}

function gradients(
  variant: ProductVariant,
  shape: ProductShape,
  inputs: Buffers,
  activation: PointwiseActivation | null,
): Promise<Buffers> {
  const { rows, columns: outputs, inner: size } = shape;
  const linear = { rows, inputs: size, outputs };
  const kernel = linearBackward(variant, activation);
  if (variant.shares === 1) return run([dispatch(kernel, linear)], inputs);
  const names = { forWeight: 'weightShares', forBias: 'biasShares' };
  return run([dispatch(kernel, linear, names), dispatch(joinLinearShares(variant.shares), linear)], inputs);
}

export async function checkProduct(
  layout: Layout,
  variant: ProductVariant,
  shape: ProductShape,
  { numbers, tolerance }: Terms = plain,
): Promise<void> {
  const a = numbers(shape.rows * shape.inner, 31);
  const b = numbers(shape.columns * shape.inner, 32);
  const output = await product(layout, variant, shape, { a, b });
  expect(relativeError(output, productReference(a, b, layout, shape)), label(shape)).toBeLessThan(tolerance(shape));
}

export async function checkBias(
  variant: ProductVariant,
  shape: ProductShape,
  { numbers, tolerance }: Terms = plain,
): Promise<void> {
  const a = numbers(shape.rows * shape.inner, 31);
  const b = numbers(shape.columns * shape.inner, 32);
  const bias = normal(shape.columns, 33);
  const output = await product('NN', variant, shape, { a, b, bias });
  const expected = productReference(a, b, 'NN', shape).map((sum, i) => sum + (bias[i % shape.columns] ?? NaN));
  expect(relativeError(output, expected), label(shape)).toBeLessThan(tolerance(shape));

  const onto = normal(shape.rows * shape.columns, 34);
  const both = await product('NN', variant, shape, { a, b, bias, onto });
  const sums = expected.map((sum, i) => sum + (onto[i] ?? NaN));
  expect(relativeError(both, sums), label(shape)).toBeLessThan(tolerance(shape));
}

/** Of an activation alone, as its own tests have it. */
const curveTolerance = 3e-6;

const curves = {
  gelu: { of: geluReference, gradient: geluGradientReference },
  relu: {
    of: (x: ArrayLike<number>) => reluReference(x, 1),
    gradient: (x: ArrayLike<number>, upstream: ArrayLike<number>) => reluGradientReference(x, upstream, 1),
  },
  relu2: {
    of: (x: ArrayLike<number>) => reluReference(x, 2),
    gradient: (x: ArrayLike<number>, upstream: ArrayLike<number>) => reluGradientReference(x, upstream, 2),
  },
} as const;

export async function checkActivation(
  activation: PointwiseActivation,
  variant: ProductVariant,
  shape: ProductShape,
): Promise<void> {
  const a = normal(shape.rows * shape.inner, 31);
  const b = normal(shape.columns * shape.inner, 32);
  const bias = normal(shape.columns, 33);
  const kernel = productKernel('NN', { bias: true, activation, variant });
  const { before, activated } = await run([dispatch(kernel, shape)], { a, b, bias });
  const expected = productReference(a, b, 'NN', shape).map((sum, i) => sum + (bias[i % shape.columns] ?? NaN));
  expect(relativeError(before, expected), label(shape)).toBeLessThan(rounding(shape));
  expect(relativeError(activated, curves[activation].of(expected)), label(shape)).toBeLessThan(
    rounding(shape) + curveTolerance,
  );
}

/** @param activation what has made the layer's input; its gradient is then that of what it was before */
export async function checkGradients(
  variant: ProductVariant,
  shape: ProductShape,
  { numbers, tolerance }: Terms = plain,
  activation: PointwiseActivation | null = null,
): Promise<void> {
  const { rows, columns: outputs, inner: inputs } = shape;
  const before = numbers(rows * inputs, 34);
  const x = activation ? Float32Array.from(curves[activation].of(before)) : before;
  const weight = numbers(inputs * outputs, 35);
  const upstream = numbers(rows * outputs, 36);
  const given = { x, weight, upstream, ...(activation && { before }) };
  const actual = await gradients(variant, shape, given, activation);
  const inputShape: ProductShape = { rows, columns: inputs, inner: outputs };
  const weightShape: ProductShape = { rows: inputs, columns: outputs, inner: rows };
  const forX = productReference(upstream, weight, 'NT', inputShape);
  const forInput = activation ? curves[activation].gradient(before, forX) : forX;
  const forWeight = productReference(x, upstream, 'TN', weightShape);
  const forBias = columnSumsReference(upstream, outputs);
  const inputTolerance = tolerance(inputShape) + (activation ? curveTolerance : 0);
  expect(relativeError(actual['forInput'], forInput), label(shape)).toBeLessThan(inputTolerance);
  expect(relativeError(actual['forWeight'], forWeight), label(shape)).toBeLessThan(tolerance(weightShape));
  expect(relativeError(actual['forBias'], forBias), label(shape)).toBeLessThan(tolerance(weightShape));
}
