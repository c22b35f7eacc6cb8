/**
 * Products whose subgroups share what they load, for subgroups of eight, which Chromium's software adapter does not have.
 * What becomes of edges is tried one by one in tests/kernels/linear.test.ts, for subgroups of four.
 */
import { beforeEach, expect, test } from 'vitest';
import { variantCases } from '../../shaders/linear/cases.ts';
import { fitsSubgroups, productVariants } from '../../shaders/linear/variants.ts';
import { subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { openDevice } from '../kernels/harness.ts';
import { checkActivation, checkBias, checkGradients, checkProduct, layouts } from '../kernels/productChecks.ts';
import { missing } from './dawn.ts';

beforeEach(({ skip }) => skip(missing !== null, missing ?? ''));

const ofEight = productVariants.filter((variant) => variant.tiling.kind === 'lanes' && fitsSubgroups(variant, 8));

test('the adapter has subgroups of eight', async () => {
  const { adapterInfo, features } = await openDevice();
  expect(subgroupLanes(adapterInfo, features.has('subgroups'))).toBe(8);
  expect(ofEight).toHaveLength(2);
});

/** They differ in nothing but constants, and the driver compiles the larger one for minutes. */
const [first, ...others] = ofEight.map((variant) => [variant.id, variant] as const);
const [aligned, loose] = variantCases;

test.each(first ? [first] : [])('%s: as the reference', async (_, variant) => {
  for (const layout of layouts) await checkProduct(layout, variant, layout === 'NT' ? aligned : loose);
  await checkBias(variant, loose);
  await checkActivation('gelu', variant, aligned);
  await checkGradients(variant, aligned);
  await checkGradients(variant, loose);
});

test.each(others)('%s: product with bias, and gradients, as the reference', async (_, variant) => {
  await checkBias(variant, aligned);
  await checkGradients(variant, loose);
});
