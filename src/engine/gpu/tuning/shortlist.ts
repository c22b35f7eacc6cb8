/** Which variants are worth a try: few, because every one has to be compiled. The first is what looks best. */
import { widestLanesHead, widestSharedHead, type AttentionShape } from '../../../../shaders/flash-attention/kernel.ts';
import {
  attentionVariants,
  defaultAttention,
  type AttentionVariant,
} from '../../../../shaders/flash-attention/variants.ts';
import { defaultLayerNorm, layerNormVariants, type LayerNormVariant } from '../../../../shaders/layer-norm/variants.ts';
import type { LayerNormShape } from '../../../../shaders/layer-norm/kernel.ts';
import type { LinearShape } from '../../../../shaders/linear/backward.ts';
import type { ProductShape } from '../../../../shaders/linear/kernel.ts';
import {
  cut,
  defaultVariant,
  halfOf,
  productVariant,
  type ProductVariant,
} from '../../../../shaders/linear/variants.ts';

export interface DeviceKind {
  readonly name: string;
  readonly software: boolean;
  readonly subgroups: boolean;
  /** Invocations in each of its subgroups, where that is always the same. */
  readonly lanes: number | null;
  /** The person wants the factors of products in half precision, and the device has it. */
  readonly half: boolean;
}

/** Workgroups that keep a large device busy. */
const plenty = 256;
const mostShares = 16;
/** A share of a sum that is shorter than this is not worth the numbers that have to be joined. */
const shortestShare = 64;
/** A product alone is worth a second dispatch where its sum is so many times longer than the result is wide. */
const longSum = 4;

export function productShortlist(shape: ProductShape, device: DeviceKind): readonly ProductVariant[] {
  const { rows, columns, inner } = shape;
  if (device.software) return onSoftware(rows * columns, inner, device);
  const shares = inner >= longSum * Math.max(rows, columns) ? sharesFor(rows, columns, inner) : 1;
  return onHardware(rows, columns, shares, device);
}

export function linearShortlist({ rows, inputs, outputs }: LinearShape, device: DeviceKind): readonly ProductVariant[] {
  // As if it were the larger of its two products alone.
  if (device.software) return onSoftware(inputs * Math.max(rows, outputs), Math.min(rows, outputs), device);
  return onHardware(rows, inputs, sharesFor(inputs, outputs, rows), device);
}

function onHardware(rows: number, columns: number, shares: number, { half }: DeviceKind): readonly ProductVariant[] {
  const whole = bySize(rows, columns);
  const all = shares === 1 ? whole : [...whole.slice(0, 2).map((variant) => cut(variant, shares)), ...whole];
  return half ? withHalves(all) : all;
}

/** First those in half precision: they run, if they prove right, even where there is no time to compare them. */
const withHalves = (variants: readonly ProductVariant[]): readonly ProductVariant[] => [
  ...variants.flatMap((variant) => halfOf(variant) ?? []),
  ...variants,
];

/**
 * From measurements, because on a few cores a trial of every shape would take longer than its choice saves. Loads decide
 * there, which larger tiles save, and subgroups that share what they have loaded. `results`: numbers to compute, each a sum
 * of `terms`. In half precision it says what was found right, and nothing of speed: whoever asks for it on such an adapter
 * wants to see what it does to training.
 */
function onSoftware(results: number, terms: number, { lanes, half }: DeviceKind): readonly ProductVariant[] {
  if (half) return [named(results >= 256 * 256 ? 'shared-64x128x16-8x8-f16' : 'shared-32x32x16-4x4-f16')];
  const shared = lanes === null ? undefined : ofLanes.get(lanes);
  if (!shared) return [results >= fewWorkgroups * resultsOfWorkgroup ? named('register-8x8-w16') : defaultVariant];
  if (results * terms < worthCompiling) return [defaultVariant];
  return [named(results * terms < worthCompilingLong ? shared.medium : shared.large)];
}

/** By the size of a subgroup: SwiftShader's, and lavapipe's on processors with vectors of 256 bits. */
const ofLanes = new Map([
  [4, { medium: 'lanes4-24x12', large: 'lanes4-32x16' }],
  [8, { medium: 'lanes8-32x4-terms', large: 'lanes8-32x4-terms' }],
]);

/** Multiply-adds. The larger the tile, the longer SwiftShader compiles: half a second, and two or three. */
const worthCompiling = 2 ** 20;
const worthCompilingLong = 2 ** 27;

/** Fewer would leave cores without work. */
const fewWorkgroups = 4;
const resultsOfWorkgroup = 64 * 64;

/** From measurements on an H100, where larger tiles win once there are enough of them to go round. */
function bySize(rows: number, columns: number): readonly ProductVariant[] {
  const tiles = Math.ceil(rows / 64) * Math.ceil(columns / 64);
  if (tiles >= plenty) {
    return [named('shared-64x64x16-8x4'), named('shared-64x128x16-8x8'), named('shared-128x128x16-8x8')];
  }
  if (tiles >= plenty / 2) {
    return [named('shared-64x64x16-4x4'), named('shared-32x32x16-4x4'), named('shared-64x64x16-8x4')];
  }
  return [named('shared-32x32x16-4x4'), named('shared-64x64x16-4x4'), named('register-4x4-w8')];
}

function sharesFor(rows: number, columns: number, inner: number): number {
  const tiles = Math.ceil(rows / 64) * Math.ceil(columns / 64);
  const useful = Math.min(mostShares, plenty / tiles, inner / shortestShare);
  return useful < 2 ? 1 : 2 ** Math.floor(Math.log2(useful));
}

export const layerNormShortlist = (_: LayerNormShape, device: DeviceKind): readonly LayerNormVariant[] =>
  device.software
    ? [defaultLayerNorm]
    : layerNormVariants.filter(({ sums }) => sums !== 'subgroup' || device.subgroups).toReversed();

export function attentionShortlist(shape: AttentionShape, device: DeviceKind): readonly AttentionVariant[] {
  if (device.software) return [attentionOnSoftware(shape, device)];
  const everywhere = attentionVariants.filter(({ owns }) => owns !== 'lanes');
  return shape.headWidth > widestSharedHead ? [defaultAttention] : everywhere.toReversed();
}

/** From measurements: half the time or less, where every invocation has rows of its own. */
function attentionOnSoftware({ time, headWidth }: AttentionShape, { lanes }: DeviceKind): AttentionVariant {
  const together = attentionVariants.find((variant) => variant.owns === 'lanes' && variant.lanes === lanes);
  const fills = lanes !== null && time >= 4 * lanes;
  return together && fills && headWidth <= widestLanesHead ? together : defaultAttention;
}

function named(id: string): ProductVariant {
  const variant = productVariant(id);
  if (!variant) throw new Error(`There is no variant ${id}.`);
  return variant;
}
