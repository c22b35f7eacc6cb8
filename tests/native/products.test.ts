/**
 * Products with factors in half precision. On numbers that 16 bits hold, they must be as right as any other: products and
 * sums lose nothing by it. On others they are off by the rounding of the factors, and by no more.
 */
import { beforeEach, describe, expect, test } from 'vitest';
import { productCases, variantCases } from '../../shaders/linear/cases.ts';
import type { ProductShape } from '../../shaders/linear/kernel.ts';
import { productReference } from '../../shaders/linear/reference.ts';
import { cut, halfVariants, type ProductVariant } from '../../shaders/linear/variants.ts';
import { normal, relativeError } from '../kernels/numbers.ts';
import {
  checkBias,
  checkGradients,
  checkProduct,
  layouts,
  product,
  rounding,
  type Terms,
} from '../kernels/productChecks.ts';
import { missing } from './dawn.ts';

beforeEach(({ skip }) => skip(missing !== null, missing ?? ''));

/** Multiples of 1/64 below 8 have nine digits. */
const short: Terms = {
  numbers: (length, stream) => normal(length, stream).map((x) => Math.max(-8, Math.min(8, Math.round(64 * x) / 64))),
  tolerance: rounding,
};

/**
 * Each factor is off by 2⁻¹¹ of itself at most, by twice that where a device rounds towards zero; the sum, relative to
 * the largest one, by no more than a product.
 */
const long: Terms = { numbers: normal, tolerance: () => 4 * 2 ** -11 };

const smallTiles = variantOf('shared-32x32x16-4x4-f16');
const largeTiles = halfVariants.filter((variant) => variant !== smallTiles);
const [aligned, loose] = variantCases;

// The driver takes seconds to compile a kernel. What becomes of edges is the same text as in tests/kernels/linear.test.ts.
describe(smallTiles.id, () => {
  test.each(layouts)('%s', async (layout) => {
    for (const shape of variantCases) {
      await checkProduct(layout, smallTiles, shape, short);
      await checkProduct(layout, smallTiles, shape, long);
    }
  });

  test('with bias, and onto something', async () => {
    await checkBias(smallTiles, loose, short);
    await checkBias(smallTiles, loose, long);
  });

  test('gradients of input, weight and bias', async () => {
    for (const shape of productCases) {
      await checkGradients(smallTiles, shape, short);
      await checkGradients(smallTiles, shape, long);
    }
  });

  test('with a sum in shares', async () => {
    await checkBias(cut(smallTiles, 3), aligned, short);
    await checkGradients(cut(smallTiles, 3), loose, short);
  });
});

test.each(largeTiles.map((variant) => [variant.id, variant] as const))('%s', async (_, variant) => {
  await checkProduct('NN', variant, aligned, short);
  await checkProduct('NN', variant, aligned, long);
  await checkGradients(variant, loose, short);
  await checkGradients(variant, loose, long);
});

describe('gradients of a mean over many tokens', () => {
  /** As they come: far below what 16 bits can say. */
  const tiny = 2 ** -27;

  test.each([
    ['NT', 'left'],
    ['TN', 'right'],
    ['TN', 'left'],
  ] as const)('keep their digits: %s, %s', async (layout, side) => {
    const shape = { rows: 64, columns: 64, inner: 64 };
    const numbers = (factor: 'left' | 'right', stream: number): Float32Array<ArrayBuffer> =>
      short.numbers(64 * 64, stream).map((x) => (factor === side ? tiny * x : x));
    const [a, b] = [numbers('left', 1), numbers('right', 2)];
    const expected = productReference(a, b, layout, shape);
    expect(relativeError(await product(layout, smallTiles, shape, { a, b }, side), expected)).toBeLessThan(
      rounding(shape),
    );
    // Else this shows nothing.
    expect(relativeError(await product(layout, smallTiles, shape, { a, b }), expected)).toBeGreaterThan(0.01);
  });
});

const shape: ProductShape = { rows: 64, columns: 36, inner: 24 };

test('they do round', async () => {
  const a = normal(shape.rows * shape.inner, 1);
  const b = normal(shape.columns * shape.inner, 2);
  const error = relativeError(await product('NN', smallTiles, shape, { a, b }), productReference(a, b, 'NN', shape));
  expect(error).toBeGreaterThan(2 ** -14);
});

function variantOf(id: string): ProductVariant {
  const variant = halfVariants.find((one) => one.id === id);
  if (!variant) throw new Error(`There is no variant ${id}.`);
  return variant;
}
