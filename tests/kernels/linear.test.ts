/** Matrix products on the device, in every layout, against plain loops in double precision. */
import { expect, test } from 'vitest';
import { productCases } from '../../shaders/linear/cases.ts';
import {
  biasedProduct,
  products,
  weightGradient,
  type Layout,
  type ProductShape,
} from '../../shaders/linear/kernel.ts';
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

test.each(cases)('gradients of weights and bias, %s: as the reference', async (_, shape) => {
  const { a, b } = factorsOf(shape);
  const actual = await run([dispatch(weightGradient, shape)], { a, b });
  expect(relativeError(actual['output'], productReference(a, b, 'TN', shape))).toBeLessThan(tolerance(shape));
  expect(relativeError(actual['biasGradient'], columnSumsReference(b, shape.columns))).toBeLessThan(tolerance(shape));
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
