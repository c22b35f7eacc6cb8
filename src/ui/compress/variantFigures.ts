/** What the numbers of a variant say: ratios, changes, which are worth having, and a verdict. */
import { paretoFront, relativeChange } from '../../domain/compression/figures.ts';
import type { CompressedQuality, CompressedVariant } from '../../protocol/compression.ts';
import { fixed } from '../format/numbers.ts';

export { shortMatrix } from '../../domain/compression/recipe/only.ts';

/** Half of f32, and as little header. */
export const f16Bytes = ({ denseBytes }: CompressedVariant): number => denseBytes / 2;

export const timesSmaller = ({ denseBytes, fileBytes }: CompressedVariant): number => denseBytes / fileBytes;

/** 10.1, 3.98, 120 */
export const times = (ratio: number): string => fixed(ratio, ratio < 9.995 ? 2 : ratio < 99.95 ? 1 : 0);

/** With its sign, which is part of what it says: +0.4 %, −0.02 %, +12 %. */
export function signedPercent(share: number): string {
  const value = 100 * share;
  const size = Math.abs(value);
  return `${value < 0 ? '−' : '+'}${fixed(size, size < 0.995 ? 2 : size < 9.95 ? 1 : 0)}\u00a0%`;
}

export const signed = (value: number, decimals: number): string =>
  `${value < 0 ? '−' : '+'}${fixed(Math.abs(value), decimals)}`;

export const perplexityText = (value: number): string =>
  value >= 1e5 ? value.toExponential(1).replace('e+', 'e') : fixed(value, value < 9.995 ? 3 : value < 99.95 ? 2 : 1);

export const perplexityChange = ({ before, after }: CompressedVariant): number =>
  relativeChange(before.perplexity, after.perplexity);

export type Cost = 'free' | 'fair' | 'dear' | 'bulky';

/** One percent of perplexity is what published methods call lossless, five what they call usable. */
export function costOf(variant: CompressedVariant): Cost {
  const change = perplexityChange(variant);
  if (variant.fileBytes >= f16Bytes(variant) && change > 0) return 'bulky';
  return change <= 0.01 ? 'free' : change <= 0.05 ? 'fair' : 'dear';
}

/** The model as it was when variants were made of it; more than one if it was trained on in between. */
export interface Original {
  readonly step: number;
  readonly bytes: number;
  readonly quality: CompressedQuality;
}

export function originalsOf(variants: readonly CompressedVariant[]): readonly Original[] {
  const byStep = new Map(
    variants.map(({ step, denseBytes, before }) => [step, { step, bytes: denseBytes, quality: before }]),
  );
  return [...byStep.values()];
}

/** Ids of the variants that no other is smaller and better than, the originals included. */
export function frontOf(variants: readonly CompressedVariant[]): ReadonlySet<number> {
  const candidates = [
    ...originalsOf(variants).map(({ bytes, quality }) => ({ id: null, bytes, perplexity: quality.perplexity })),
    ...variants.map(({ variantId, fileBytes, after }) => ({
      id: variantId,
      bytes: fileBytes,
      perplexity: after.perplexity,
    })),
  ];
  return new Set(paretoFront(candidates).flatMap(({ id }) => (id === null ? [] : [id])));
}

/** Smallest first, as the board has them from left to right. */
export const bySize = (variants: readonly CompressedVariant[]): readonly CompressedVariant[] =>
  variants.toSorted((a, b) => a.fileBytes - b.fileBytes || a.variantId - b.variantId);
