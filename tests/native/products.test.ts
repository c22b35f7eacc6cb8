/**
 * Products with factors in half precision. On numbers that 16 bits hold, they must be as right as any other: products and
 * sums lose nothing by it. On others they are off by the rounding of the factors, and by no more.
 */
import { beforeEach, expect, test } from 'vitest';
import { variantCases } from '../../shaders/linear/cases.ts';
import { productReference } from '../../shaders/linear/reference.ts';
import { cut, halfVariants, type ProductVariant } from '../../shaders/linear/variants.ts';
import { productSubject } from '../../src/engine/gpu/tuning/linearSubjects.ts';
import { tryCandidates } from '../../src/engine/gpu/tuning/trial.ts';
import { openDevice } from '../kernels/harness.ts';
import { normal, relativeError } from '../kernels/numbers.ts';
import { checkBias, checkGradients, checkProduct, product, rounding, type Terms } from '../kernels/productChecks.ts';
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
const largeTiles = variantOf('shared-64x128x16-8x8-f16');
const [aligned, loose] = variantCases;

/*
 * Few, because the driver compiles a product for five to ten seconds and the gradients of a layer for thirty, unless it
 * has kept them from an earlier run. What becomes of edges is the same text as in tests/kernels/linear.test.ts.
 */
test.each([
  { layout: 'NN', variant: smallTiles, shape: loose },
  { layout: 'NT', variant: smallTiles, shape: aligned },
  { layout: 'TN', variant: cut(smallTiles, 3), shape: loose },
  { layout: 'NN', variant: largeTiles, shape: aligned },
] as const)('$layout, $variant.id', async ({ layout, variant, shape }) => {
  await checkProduct(layout, variant, shape, short);
  await checkProduct(layout, variant, shape, long);
});

test('with bias, and onto something', async () => {
  await checkBias(smallTiles, aligned, short);
  await checkBias(smallTiles, aligned, long);
});

test('gradients of input, weight and bias', async () => {
  await checkGradients(smallTiles, aligned, short);
  await checkGradients(smallTiles, aligned, long);
});

/** Of a mean over many tokens, as they come: far below what 16 bits can say. */
test.each([
  ['NN', 'left'],
  ['TN', 'right'],
] as const)('small gradients keep their digits: %s, %s', async (layout, side) => {
  const shape = { rows: 64, columns: 64, inner: 64 };
  const numbers = (factor: 'left' | 'right', stream: number): Float32Array<ArrayBuffer> =>
    short.numbers(64 * 64, stream).map((x) => (factor === side ? 2 ** -22 * x : x));
  const [a, b] = [numbers('left', 1), numbers('right', 2)];
  const expected = productReference(a, b, layout, shape);
  const raised = await product(layout, smallTiles, shape, { a, b }, side);
  expect(relativeError(raised, expected)).toBeLessThan(rounding(shape));
  // Else this shows nothing.
  const plain = await product(layout, smallTiles, shape, { a, b });
  expect(relativeError(plain, expected)).toBeGreaterThan(0.01);
});

test('they do round', async () => {
  const shape = aligned;
  const a = normal(shape.rows * shape.inner, 1);
  const b = normal(shape.columns * shape.inner, 2);
  const error = relativeError(await product('NN', smallTiles, shape, { a, b }), productReference(a, b, 'NN', shape));
  expect(error).toBeGreaterThan(2 ** -14);
});

test('a trial finds them right, by the leeway for what they round', async () => {
  const subject = productSubject('NN', false, aligned, [smallTiles]);
  const strict = subject.candidates.map((candidate) => ({ ...candidate, id: 'strict', leeway: 1 }));
  const both = { ...subject, candidates: [...subject.candidates, ...strict] };
  const trials = await tryCandidates(await openDevice(), both, { timingMs: 0 });
  expect(trials.map(({ id, refused }) => [id, refused !== null])).toEqual([
    [smallTiles.id, false],
    ['strict', true],
  ]);
});

function variantOf(id: string): ProductVariant {
  const variant = halfVariants.find((one) => one.id === id);
  if (!variant) throw new Error(`There is no variant ${id}.`);
  return variant;
}
