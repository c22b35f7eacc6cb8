/** Matrix products on the device, in every layout and variant, against plain loops in double precision. */
import { describe, expect, test } from 'vitest';
import { productCases, variantCases } from '../../shaders/linear/cases.ts';
import { productKernel, type ProductShape } from '../../shaders/linear/kernel.ts';
import { cut, defaultVariant, productVariants, type ProductVariant } from '../../shaders/linear/variants.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';
import { checkBias, checkGradients, checkProduct, layouts } from './productChecks.ts';

const casesOf = (variant: ProductVariant): readonly ProductShape[] =>
  variant === defaultVariant ? productCases : variantCases;

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

test('what is not finite stays in its row and column', async () => {
  const shape: ProductShape = { rows: 9, columns: 10, inner: 5 };
  const a = normal(shape.rows * shape.inner, 31);
  const b = normal(shape.columns * shape.inner, 32);
  a[3 * shape.inner + 4] = Infinity;
  const { output } = await run([dispatch(productKernel('NN'), shape)], { a, b });
  const broken = Array.from(output ?? [], (value, i) =>
    Number.isFinite(value) ? [] : [Math.floor(i / shape.columns)],
  );
  expect(new Set(broken.flat())).toEqual(new Set([3]));
});
