/** SVG path data for a poly-line; a gap wherever a value is missing. */
import type { Series } from '../../state/contract.ts';

export type Scale = (value: number) => number;

/** Tenths of a pixel: finer is not seen, and shorter numbers are parsed faster. */
const tenths = (pixels: number): number => Math.round(pixels * 10) / 10;

export function linePath(series: Series, x: Scale, y: Scale): string {
  let path = '';
  let pen = 'M';
  for (let index = 0; index < series.x.length; index++) {
    const px = x(series.x[index] ?? Number.NaN);
    const py = y(series.y[index] ?? Number.NaN);
    if (Number.isFinite(px) && Number.isFinite(py)) {
      path += `${pen}${tenths(px)} ${tenths(py)}`;
      pen = 'L';
    } else {
      pen = 'M';
    }
  }
  return path;
}

/** Index of the value nearest to x in an ascending list, or -1 if it is empty. */
export function nearestIndex(values: ArrayLike<number>, x: number): number {
  let low = 0;
  let high = values.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((values[middle] ?? 0) < x) low = middle + 1;
    else high = middle;
  }
  const before = values[low - 1];
  return before !== undefined && x - before < (values[low] ?? Infinity) - x ? low - 1 : low < values.length ? low : -1;
}

/** Lowest and highest finite value of some series; null if there is none. */
export function extent(
  all: readonly Series[],
  counts: (value: number) => boolean = Number.isFinite,
): readonly [number, number] | null {
  let low = Infinity;
  let high = -Infinity;
  for (const { y } of all) {
    for (const value of y) {
      if (!Number.isFinite(value) || !counts(value)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  }
  return low <= high ? [low, high] : null;
}
