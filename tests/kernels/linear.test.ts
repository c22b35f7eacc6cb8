/** Matrix products on the device, in every layout and variant, against plain loops in double precision. */
import { describe, expect, test } from 'vitest';
import type { PointwiseActivation } from '../../shaders/linear/activation.ts';
import { productCases, variantCases } from '../../shaders/linear/cases.ts';
import { productKernel, type ProductShape } from '../../shaders/linear/kernel.ts';
import {
  cut,
  defaultVariant,
  fitsSubgroups,
  productVariants,
  type ProductVariant,
} from '../../shaders/linear/variants.ts';
import { subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { dispatch, openDevice, run } from './harness.ts';
import { normal } from './numbers.ts';
import { checkActivation, checkBias, checkGradients, checkProduct, layouts, plain } from './productChecks.ts';

const casesOf = (variant: ProductVariant): readonly ProductShape[] =>
  variant === defaultVariant ? productCases : variantCases;

const named = (variants: readonly ProductVariant[]): (readonly [string, ProductVariant])[] =>
  variants.map((variant) => [variant.id, variant]);

/** Variants of a kind differ in nothing but constants, and large tiles take seconds here: all cases for one. */
const [smallTiles, ...largeTiles] = productVariants.filter(({ tiling }) => tiling.kind === 'shared');
const { adapterInfo, features } = await openDevice();
const lanes = subgroupLanes(adapterInfo, features.has('subgroups'));
const lanesVariants = productVariants.filter(
  (variant) => variant.tiling.kind === 'lanes' && fitsSubgroups(variant, lanes),
);
const [someLanes, ...moreLanes] = lanesVariants;
const slow = [...largeTiles, ...moreLanes];
const thorough = productVariants.filter((variant) => fitsSubgroups(variant, lanes) && !slow.includes(variant));

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

test.each(named(slow))('%s: product with bias, and gradients, as the reference', async (_, variant) => {
  const [aligned, loose] = variantCases;
  await checkBias(variant, aligned);
  await checkGradients(variant, loose);
});

/** No adapter with subgroups of four is faster so, those with eight are (tests/native/lanes.test.ts): the same text, smaller. */
const terms: ProductVariant = {
  id: 'lanes4-16x8-terms',
  tiling: { kind: 'lanes', rowGroups: 4, columnGroups: 2, workgroupSize: 4, turn: 1, by: 'multiply-adds', mixes: true },
  shares: 1,
};

test.each(named([terms, cut(terms, 3)]))('%s: as the reference', async (_, variant) => {
  for (const shape of variantCases) {
    for (const layout of layouts) await checkProduct(layout, variant, shape);
    await checkBias(variant, shape);
    await checkGradients(variant, shape);
  }
});

test('the adapter of the tests has subgroups of one size, and variants for them', () => {
  expect(lanesVariants.map(({ id }) => id)).toEqual(['lanes4-24x12', 'lanes4-32x16']);
});

/** One share takes all of some sums and others take nothing. */
test.each(
  named(
    [defaultVariant, ...(smallTiles ? [smallTiles] : []), ...(someLanes ? [someLanes] : [])].map((variant) =>
      cut(variant, 3),
    ),
  ),
)('%s: as the reference', async (_, variant) => {
  for (const shape of casesOf(variant)) {
    await checkProduct('TN', variant, shape);
    await checkBias(variant, shape);
    await checkGradients(variant, shape);
  }
});

/** The tile's edge is the same text for all variants of a kind; the curves are tested one by one elsewhere too. */
const [aligned, loose] = variantCases;
const activated: readonly (readonly [PointwiseActivation, ProductVariant, readonly ProductShape[]])[] = [
  ['gelu', defaultVariant, productCases],
  ...(smallTiles ? [['gelu', smallTiles, [aligned]] as const] : []),
  ...(someLanes ? [['gelu', someLanes, [aligned, loose]] as const] : []),
  ['relu', defaultVariant, [loose]],
  ['relu2', defaultVariant, [aligned]],
];

test.each(activated.map(([activation, variant, shapes]) => [activation, variant.id, variant, shapes] as const))(
  '%s, %s: layers on both sides of an activation, as the references',
  async (activation, _, variant, shapes) => {
    for (const shape of shapes) {
      await checkActivation(activation, variant, shape);
      await checkGradients(variant, shape, plain, activation);
    }
  },
);

test('gradients past an activation, the weight in shares', async () => {
  await checkGradients(cut(defaultVariant, 3), loose, plain, 'gelu');
});

test('an activation refuses parts of sums', () => {
  expect(() => productKernel('NN', { activation: 'gelu', variant: cut(defaultVariant, 2) })).toThrow('whole sums');
});

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
