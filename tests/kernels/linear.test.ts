/** Matrix products on the device, in every layout, against plain loops in double precision. */
import { expect, test } from 'vitest';
import { linearBackward } from '../../shaders/linear/backward.ts';
import { productCases } from '../../shaders/linear/cases.ts';
import { biasedProduct, products, type Layout, type ProductShape } from '../../shaders/linear/kernel.ts';
import { columnSumsReference, productReference } from '../../shaders/linear/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const label = ({ rows, columns, inner }: ProductShape): string => `M ${rows}, N ${columns}, K ${inner}`;
const cases = productCases.map((shape) => [label(shape), shape] as const);
const layouts: readonly Layout[] = ['NN', 'NT', 'TN'];

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

test.each(layouts.flatMap((layout) => cases.map(([name, shape]) => [layout, name, shape] as const)))(
  '%s, %s: as the reference',
  async (layout, _, shape) => {
    const { a, b } = factorsOf(shape);
    const { output } = await run([dispatch(products[layout], shape)], { a, b });
    expect(relativeError(output, productReference(a, b, layout, shape))).toBeLessThan(tolerance(shape));
  },
);

test.each(cases)('with bias, %s: as the reference', async (_, shape) => {
  const { a, b } = factorsOf(shape);
  const bias = normal(shape.columns, 33);
  const { output } = await run([dispatch(biasedProduct, shape)], { a, b, bias });
  const expected = productReference(a, b, 'NN', shape).map((sum, i) => sum + (bias[i % shape.columns] ?? NaN));
  expect(relativeError(output, expected)).toBeLessThan(tolerance(shape));
});

test.each(cases)('gradients of input, weight and bias, %s: as the reference', async (_, shape) => {
  const { rows, columns: outputs, inner: inputs } = shape;
  const x = normal(rows * inputs, 34);
  const weight = normal(inputs * outputs, 35);
  const upstream = normal(rows * outputs, 36);
  const actual = await run([dispatch(linearBackward, { rows, inputs, outputs })], { x, weight, upstream });
  const inputShape: ProductShape = { rows, columns: inputs, inner: outputs };
  const weightShape: ProductShape = { rows: inputs, columns: outputs, inner: rows };
  const forInput = productReference(upstream, weight, 'NT', inputShape);
  const forWeight = productReference(x, upstream, 'TN', weightShape);
  expect(relativeError(actual['forInput'], forInput)).toBeLessThan(tolerance(inputShape));
  expect(relativeError(actual['forWeight'], forWeight)).toBeLessThan(tolerance(weightShape));
  expect(relativeError(actual['forBias'], columnSumsReference(upstream, outputs))).toBeLessThan(tolerance(weightShape));
});

test('what is not finite stays in its row and column', async () => {
  const shape: ProductShape = { rows: 9, columns: 10, inner: 5 };
  const { a, b } = factorsOf(shape);
  a[3 * shape.inner + 4] = Infinity;
  const { output } = await run([dispatch(products.NN, shape)], { a, b });
  const broken = Array.from(output ?? [], (value, i) =>
    Number.isFinite(value) ? [] : [Math.floor(i / shape.columns)],
  );
  expect(new Set(broken.flat())).toEqual(new Set([3]));
});
