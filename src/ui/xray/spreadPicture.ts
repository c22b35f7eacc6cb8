/** Bins of a spread as heights of a curve, in the coordinates of the picture. */
import { linearBins, sizeBins, sizeOf, type Spread } from '../../domain/xray/spread.ts';

export type SpreadScale = 'linear' | 'sizes';

export interface SpreadBin {
  readonly low: number;
  readonly high: number;
  readonly count: number;
}

/** What the bins of several spreads share, so that they can be compared. */
export interface Frame {
  /** Largest size of any number. */
  readonly reach: number;
  /** The bins by size from the first to the last that hold anything, on either side of zero. */
  readonly first: number;
  readonly last: number;
  /** Whether there are numbers below zero. */
  readonly signed: boolean;
}

export function frameOf(spreads: readonly Spread[]): Frame {
  const reach = Math.max(0, ...spreads.map((spread) => spread.reach));
  let [first, last, signed] = [sizeBins, -1, false];
  for (const { negative, positive } of spreads) {
    for (let i = 0; i < sizeBins; i++) {
      const below = (negative[i] ?? 0) > 0;
      signed ||= below;
      if (below || (positive[i] ?? 0) > 0) [first, last] = [Math.min(first, i), Math.max(last, i)];
    }
  }
  return first > last ? { reach, first: 0, last: 0, signed } : { reach, first, last, signed };
}

/** From the most negative to the most positive. By size, zero itself is a bin between the two sides. */
export function binsOf(spread: Spread, scale: SpreadScale, { first, last, signed }: Frame): readonly SpreadBin[] {
  const { reach, linear, negative, positive, zeros } = spread;
  if (scale === 'linear') {
    const width = (2 * reach) / linearBins;
    return Array.from(linear, (count, i) => ({ low: i * width - reach, high: (i + 1) * width - reach, count }));
  }
  const side = (counts: Uint32Array): SpreadBin[] =>
    Array.from(counts.subarray(first, last + 1), (count, i) => ({
      low: sizeOf(first + i),
      high: sizeOf(first + i + 1),
      count,
    }));
  const below = side(negative).map(({ low, high, count }) => ({ low: -high, high: -low, count }));
  return [...(signed ? below.toReversed() : []), { low: 0, high: 0, count: zeros }, ...side(positive)];
}

export interface SpreadColumn {
  /** Places between 0 and 1. */
  readonly from: number;
  readonly to: number;
  /** 1 is the highest of all. */
  readonly height: number;
  readonly bin: SpreadBin;
}

export function columnsOf(spread: Spread, scale: SpreadScale, frame: Frame): readonly SpreadColumn[] {
  const bins = binsOf(spread, scale, frame);
  const highest = Math.max(1, ...bins.map(({ count }) => count));
  const place = (value: number): number => (frame.reach === 0 ? 0.5 : (value / frame.reach + 1) / 2);
  return bins.map((bin, i) => ({
    from: scale === 'linear' ? place(bin.low) : i / bins.length,
    to: scale === 'linear' ? place(bin.high) : (i + 1) / bins.length,
    height: bin.count / highest,
    bin,
  }));
}
