/** How numbers are spread: counts in bins of equal width between the smallest and the largest, zero included. */
import type { Range } from '../encodings/groups.ts';
import { extentOf, type Extent } from '../quantizers/integerGrid.ts';

export interface Histogram extends Extent {
  /** The last bin holds the largest number too. */
  readonly counts: Uint32Array;
}

/** Of the numbers in `range`, over the extent of all of them unless it is given. */
export function histogramOf(
  values: Float32Array,
  bins: number,
  range: Range = { start: 0, end: values.length },
  { low, high }: Extent = extentOf(values, range),
): Histogram {
  const counts = new Uint32Array(bins);
  const width = (high - low) / bins;
  for (let i = range.start; i < range.end; i++) {
    const bin = width === 0 ? 0 : Math.floor(((values[i] ?? 0) - low) / width);
    const held = Math.min(bins - 1, Math.max(0, bin));
    counts[held] = (counts[held] ?? 0) + 1;
  }
  return { low, high, counts };
}
