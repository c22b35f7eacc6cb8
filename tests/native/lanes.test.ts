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

const [variant, ...others] = productVariants.filter((one) => one.tiling.kind === 'lanes' && fitsSubgroups(one, 8));
const [aligned, loose] = variantCases;

test('the adapter has subgroups of eight, and there is one variant for them', async () => {
  const { adapterInfo, features } = await openDevice();
  expect(subgroupLanes(adapterInfo, features.has('subgroups'))).toBe(8);
  expect(others).toEqual([]);
});

/** Few shapes each, because the driver compiles for seconds. */
test.each(variant ? [variant] : [])('$id: as the reference', async (one) => {
  for (const layout of layouts) await checkProduct(layout, one, layout === 'NT' ? aligned : loose);
  await checkBias(one, aligned);
  await checkActivation('gelu', one, aligned);
  await checkGradients(one, loose);
});
