/** Bins of a spread as heights of a curve, in the coordinates of the picture. */
import { linearBins, sizeBins, sizeOf, type Spread } from '../../domain/xray/spread.ts';

export type SpreadScale = 'linear' | 'sizes';

export interface SpreadBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** From the most negative to the most positive. By size, zero itself is a bin of its own in the middle. */
export function binsOf(spread: Spread, scale: SpreadScale): readonly SpreadBin[] {
  const { reach, linear, negative, positive, zeros } = spread;
  if (scale === 'linear') {
    const width = (2 * reach) / linearBins;
    return Array.from(linear, (count, i) => ({ low: i * width - reach, high: (i + 1) * width - reach, count }));
  }
  const side = (counts: Uint32Array): SpreadBin[] =>
    Array.from(counts, (count, i) => ({ low: sizeOf(i), high: sizeOf(i + 1), count }));
  const below = side(negative).map(({ low, high, count }) => ({ low: -high, high: -low, count }));
  return [...below.toReversed(), { low: 0, high: 0, count: zeros }, ...side(positive)];
}

/** The bins by size that hold anything in any of the spreads, with one more on either side: [first, last]. */
export function usedBins(spreads: readonly Spread[]): readonly [number, number] {
  let [first, last] = [Infinity, -Infinity];
  for (const { negative, positive, zeros } of spreads) {
    for (let i = 0; i < sizeBins; i++) {
      const [left, right] = [sizeBins - 1 - i, sizeBins + 1 + i];
      if ((negative[i] ?? 0) > 0) [first, last] = [Math.min(first, left), Math.max(last, left)];
      if ((positive[i] ?? 0) > 0) [first, last] = [Math.min(first, right), Math.max(last, right)];
    }
    if (zeros > 0) [first, last] = [Math.min(first, sizeBins), Math.max(last, sizeBins)];
  }
  return first > last ? [sizeBins - 1, sizeBins + 1] : [Math.max(0, first - 1), Math.min(2 * sizeBins, last + 1)];
}

/** Where the bins of a spread lie between 0 and 1, and how high each is, 1 being the highest of all. */
export function shapeOf(
  spread: Spread,
  scale: SpreadScale,
  frame: { readonly reach: number; readonly used: readonly [number, number] },
): readonly { readonly from: number; readonly to: number; readonly height: number; readonly bin: SpreadBin }[] {
  const bins = binsOf(spread, scale);
  const [first, last] = scale === 'sizes' ? frame.used : [0, bins.length - 1];
  const shown = bins.slice(first, last + 1);
  const highest = Math.max(1, ...shown.map(({ count }) => count));
  const place = (value: number): number => (frame.reach === 0 ? 0.5 : (value / frame.reach + 1) / 2);
  return shown.map((bin, i) => ({
    from: scale === 'linear' ? place(bin.low) : i / shown.length,
    to: scale === 'linear' ? place(bin.high) : (i + 1) / shown.length,
    height: bin.count / highest,
    bin,
  }));
}
