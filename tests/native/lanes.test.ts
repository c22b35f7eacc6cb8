/**
 * Products and attention whose subgroups share what they load, for subgroups of eight, which Chromium's software adapter does not have.
 * What becomes of edges and options is tried one by one in tests/kernels/linear.test.ts and attention.test.ts, for subgroups of four.
 */
import { beforeEach, expect, test } from 'vitest';
import { attentionCases, attentionDropCases, attentionOptionCases } from '../../shaders/flash-attention/cases.ts';
import { attentionVariants, fitsSubgroups as attentionFits } from '../../shaders/flash-attention/variants.ts';
import { variantCases } from '../../shaders/linear/cases.ts';
import { fitsSubgroups, productVariants } from '../../shaders/linear/variants.ts';
import { subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { checkAttention } from '../kernels/attentionChecks.ts';
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

const attentionsOfLanes = attentionVariants.filter((one) => one.owns === 'lanes' && attentionFits(one, 8));

test('there is one variant of attention for subgroups of eight', () => {
  expect(attentionsOfLanes.map(({ id }) => id)).toEqual(['lanes8']);
});

/** Tiles cut short, two workgroups a head, heads that are no multiple of four; then all options that go together. */
const attentionShapes = [
  ...attentionCases.filter(({ headWidth }) => headWidth <= 12 || headWidth === 32),
  ...attentionOptionCases.filter(({ keyValueHeads, window }) => keyValueHeads !== undefined || window !== undefined),
  ...attentionDropCases.filter(({ mask, positions }) => (mask === undefined) === (positions === undefined)),
];

test.each(attentionsOfLanes)('$id: as the reference', async (one) => {
  for (const shape of attentionShapes) await checkAttention(shape, one);
});
