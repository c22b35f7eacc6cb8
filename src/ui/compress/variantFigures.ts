/** What the numbers of a variant say: ratios, changes, which are worth having, and a verdict. */
import { paretoFront, relativeChange } from '../../domain/compression/figures.ts';
import type { CompressedQuality, CompressedVariant } from '../../protocol/compression.ts';
import type { Budget } from '../../state/compression/contract.ts';
import { fixed } from '../format/numbers.ts';
import { median } from '../../domain/metrics/median.ts';

export { signed } from '../format/signed.ts';
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

export const perplexityText = (value: number): string =>
  value >= 1e5 ? value.toExponential(1).replace('e+', 'e') : fixed(value, value < 9.995 ? 3 : value < 99.95 ? 2 : 1);

export const perplexityChange = ({ before, after }: CompressedVariant): number =>
  relativeChange(before.perplexity, after.perplexity);

export const fits = (variant: CompressedVariant, { bytes, increase }: Budget): boolean =>
  (bytes === null || variant.fileBytes <= bytes) && (increase === null || perplexityChange(variant) <= increase);

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
  /** Median of what every variant was timed beside. */
  readonly msPerToken: number;
  readonly quality: CompressedQuality;
}

export function originalsOf(variants: readonly CompressedVariant[]): readonly Original[] {
  const steps = new Set(variants.map(({ step }) => step));
  return [...steps].flatMap((step) => {
    const same = variants.filter((variant) => variant.step === step);
    const last = same.at(-1);
    if (last === undefined) return [];
    const msPerToken = median(same.map(({ decoding }) => decoding.before.msPerToken));
    return [{ step, bytes: last.denseBytes, msPerToken, quality: last.before }];
  });
}

/** What perplexity is weighed against. */
export type Across = 'bytes' | 'time';

export const acrossOf = ({ fileBytes, decoding }: CompressedVariant, across: Across): number =>
  across === 'bytes' ? fileBytes : decoding.after.msPerToken;

export const originalAcross = ({ bytes, msPerToken }: Original, across: Across): number =>
  across === 'bytes' ? bytes : msPerToken;

/** Ids of the variants that no other is smaller (or faster) and better than, the originals included. */
export function frontOf(variants: readonly CompressedVariant[], across: Across = 'bytes'): ReadonlySet<number> {
  const candidates = [
    ...originalsOf(variants).map((original) => ({
      id: null,
      bytes: originalAcross(original, across),
      perplexity: original.quality.perplexity,
    })),
    ...variants.map((variant) => ({
      id: variant.variantId,
      bytes: acrossOf(variant, across),
      perplexity: variant.after.perplexity,
    })),
  ];
  return new Set(paretoFront(candidates).flatMap(({ id }) => (id === null ? [] : [id])));
}

/** Smallest (or fastest) first, as the board has them from left to right. */
export const bySize = (
  variants: readonly CompressedVariant[],
  across: Across = 'bytes',
): readonly CompressedVariant[] =>
  variants.toSorted((a, b) => acrossOf(a, across) - acrossOf(b, across) || a.variantId - b.variantId);
