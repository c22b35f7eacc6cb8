/** Matrix products on the device, in every layout and variant, against plain loops in double precision. */
import { describe, expect, test } from 'vitest';
import { geluGradientReference, geluReference } from '../../shaders/gelu/reference.ts';
import type { PointwiseActivation } from '../../shaders/linear/activation.ts';
import { joinLinearShares, linearBackward } from '../../shaders/linear/backward.ts';
import { productCases, variantCases } from '../../shaders/linear/cases.ts';
import { productKernel, type Layout, type ProductShape } from '../../shaders/linear/kernel.ts';
import { columnSumsReference, productReference } from '../../shaders/linear/reference.ts';
import { cut, defaultVariant, productVariants, type ProductVariant } from '../../shaders/linear/variants.ts';
import { reluGradientReference, reluReference } from '../../shaders/relu/reference.ts';
import { stridedSum } from '../../shaders/sum/kernel.ts';
import { dispatch, run, type Buffers } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const label = ({ rows, columns, inner }: ProductShape): string => `M ${rows}, N ${columns}, K ${inner}`;
const layouts: readonly Layout[] = ['NN', 'NT', 'TN'];

const casesOf = (variant: ProductVariant): readonly ProductShape[] =>
  variant === defaultVariant ? productCases : variantCases;

const factorsOf = ({
  rows,
  columns,
  inner,
}: ProductShape): { a: Float32Array<ArrayBuffer>; b: Float32Array<ArrayBuffer> } => ({
  a: normal(rows * inner, 31),
  b: normal(columns * inner, 32),
});

/** Rounding grows with the number of terms. */
const tolerance = ({ inner }: ProductShape): number => 3e-7 * Math.sqrt(inner);

async function product(
  layout: Layout,
  variant: ProductVariant,
  shape: ProductShape,
  inputs: Buffers,
): Promise<Buffers> {
  const first = productKernel(layout, { bias: 'bias' in inputs, onto: 'onto' in inputs, variant });
  if (variant.shares === 1) return run([dispatch(first, shape)], inputs);
  const length = shape.rows * shape.columns;
  const join = { inputs: variant.shares * length, stride: length, outputs: length };
  return run(
    [dispatch(first, shape, { output: 'shares' }), dispatch(stridedSum, join, { input: 'shares', output: 'output' })],
    inputs,
  );
}

function gradients(
  variant: ProductVariant,
  shape: ProductShape,
  inputs: Buffers,
  activation: PointwiseActivation | null = null,
): Promise<Buffers> {
  const { rows, columns: outputs, inner: size } = shape;
  const linear = { rows, inputs: size, outputs };
  const kernel = linearBackward(variant, activation);
  if (variant.shares === 1) return run([dispatch(kernel, linear)], inputs);
  const names = { forWeight: 'weightShares', forBias: 'biasShares' };
  return run([dispatch(kernel, linear, names), dispatch(joinLinearShares(variant.shares), linear)], inputs);
}

async function checkProduct(layout: Layout, variant: ProductVariant, shape: ProductShape): Promise<void> {
  const { a, b } = factorsOf(shape);
  const { output } = await product(layout, variant, shape, { a, b });
  expect(relativeError(output, productReference(a, b, layout, shape)), label(shape)).toBeLessThan(tolerance(shape));
}

async function checkBias(variant: ProductVariant, shape: ProductShape): Promise<void> {
  const { a, b } = factorsOf(shape);
  const bias = normal(shape.columns, 33);
  const { output } = await product('NN', variant, shape, { a, b, bias });
  const expected = productReference(a, b, 'NN', shape).map((sum, i) => sum + (bias[i % shape.columns] ?? NaN));
  expect(relativeError(output, expected), label(shape)).toBeLessThan(tolerance(shape));

  const onto = normal(shape.rows * shape.columns, 34);
  const both = await product('NN', variant, shape, { a, b, bias, onto });
  const sums = expected.map((sum, i) => sum + (onto[i] ?? NaN));
  expect(relativeError(both['output'], sums), label(shape)).toBeLessThan(tolerance(shape));
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

async function checkActivation(
  activation: PointwiseActivation,
  variant: ProductVariant,
  shape: ProductShape,
): Promise<void> {
  const { a, b } = factorsOf(shape);
  const bias = normal(shape.columns, 33);
  const kernel = productKernel('NN', { bias: true, activation, variant });
  const { before, activated } = await run([dispatch(kernel, shape)], { a, b, bias });
  const expected = productReference(a, b, 'NN', shape).map((sum, i) => sum + (bias[i % shape.columns] ?? NaN));
  expect(relativeError(before, expected), label(shape)).toBeLessThan(tolerance(shape));
  expect(relativeError(activated, curves[activation].of(expected)), label(shape)).toBeLessThan(
    tolerance(shape) + curveTolerance,
  );
}

async function checkGradients(
  variant: ProductVariant,
  shape: ProductShape,
  activation: PointwiseActivation | null = null,
): Promise<void> {
  const { rows, columns: outputs, inner: inputs } = shape;
  const before = normal(rows * inputs, 34);
  const x = activation ? Float32Array.from(curves[activation].of(before)) : before;
  const weight = normal(inputs * outputs, 35);
  const upstream = normal(rows * outputs, 36);
  const actual = await gradients(variant, shape, { x, weight, upstream, ...(activation && { before }) }, activation);
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

const named = (variants: readonly ProductVariant[]): (readonly [string, ProductVariant])[] =>
  variants.map((variant) => [variant.id, variant]);

/** Variants with shared memory differ in nothing but constants, and large tiles take seconds here: all cases for one. */
const [smallTiles, ...largeTiles] = productVariants.filter(({ tiling }) => tiling.kind === 'shared');
const thorough = productVariants.filter((variant) => !largeTiles.includes(variant));

describe.each(named(thorough))('%s: as the reference', (_, variant) => {
  test.each(layouts)('%s', async (layout) => {
    for (const shape of casesOf(variant)) await checkProduct(layout, variant, shape);
  });

  test('with bias', async () => {
    for (const shape of casesOf(variant)) await checkBias(variant, shape);
  });

  test('gradients of input, weight and bias', async () => {
    for (const shape of casesOf(variant)) await checkGradients(variant, shape);
  });
});

test.each(named(largeTiles))('%s: product with bias, and gradients, as the reference', async (_, variant) => {
  const [aligned, loose] = variantCases;
  await checkBias(variant, aligned);
  await checkGradients(variant, loose);
});

/** One share takes all of some sums and others take nothing. */
test.each(named([defaultVariant, ...(smallTiles ? [smallTiles] : [])].map((variant) => cut(variant, 3))))(
  '%s: as the reference',
  async (_, variant) => {
    for (const shape of casesOf(variant)) {
      await checkProduct('TN', variant, shape);
      await checkBias(variant, shape);
      await checkGradients(variant, shape);
    }
  },
);

/** The tile's edge is the same text for all variants of a kind; the curves are tested one by one elsewhere too. */
const [aligned, loose] = variantCases;
const activated: readonly (readonly [PointwiseActivation, ProductVariant, readonly ProductShape[]])[] = [
  ['gelu', defaultVariant, productCases],
  ...(smallTiles ? [['gelu', smallTiles, [aligned]] as const] : []),
  ['relu', defaultVariant, [loose]],
  ['relu2', defaultVariant, [aligned]],
];

test.each(activated.map(([activation, variant, shapes]) => [activation, variant.id, variant, shapes] as const))(
  '%s, %s: layers on both sides of an activation, as the references',
  async (activation, _, variant, shapes) => {
    for (const shape of shapes) {
      await checkActivation(activation, variant, shape);
      await checkGradients(variant, shape, activation);
    }
  },
);

test('gradients past an activation, the weight in shares', async () => {
  await checkGradients(cut(defaultVariant, 3), loose, 'gelu');
});

test('an activation refuses parts of sums', () => {
  expect(() => productKernel('NN', { activation: 'gelu', variant: cut(defaultVariant, 2) })).toThrow('whole sums');
});

test('what is not finite stays in its row and column', async () => {
  const shape: ProductShape = { rows: 9, columns: 10, inner: 5 };
  const { a, b } = factorsOf(shape);
  a[3 * shape.inner + 4] = Infinity;
  const { output } = await run([dispatch(productKernel('NN'), shape)], { a, b });
  const broken = Array.from(output ?? [], (value, i) =>
    Number.isFinite(value) ? [] : [Math.floor(i / shape.columns)],
  );
  expect(new Set(broken.flat())).toEqual(new Set([3]));
});
