/** Where things stand in the histogram: numbers to the right, bars up, the clip point on the side that reaches further. */
import { clipShares } from '../../../domain/compression/seeing/clipCurve.ts';
import { clippedGrid, isEven, type ClippedGrid, type GridChoice } from '../../../domain/compression/seeing/clipGrid.ts';
import type { Histogram } from '../../../domain/compression/seeing/histogram.ts';
import type { ClipView } from '../../../protocol/seeing.ts';

export const height = 214;
export const margin = { top: 12, right: 16, bottom: 46, left: 16 } as const;
export const floor = height - margin.bottom;

export interface Bar {
  readonly x: number;
  readonly width: number;
  readonly y: number;
}

export interface ClipPicture {
  readonly toX: (value: number) => number;
  /** Index into `clipShares` of the clip point nearest to a place. */
  readonly nearest: (x: number) => number;
  readonly all: readonly Bar[];
  /** Empty where the group is all. */
  readonly group: readonly Bar[];
  readonly grid: ClippedGrid;
  /** Places of the levels that can be seen. */
  readonly levels: readonly number[];
  /** Value of the clip point at an index into `clipShares`. */
  readonly clipAt: (at: number) => number;
}

/** Each group of bars reaches the top with its highest: shapes are compared, not counts. */
function barsOf({ counts, low, high }: Histogram, toX: (value: number) => number): readonly Bar[] {
  const most = counts.reduce((largest, count) => Math.max(largest, count), 1);
  const width = (high - low) / counts.length;
  return Array.from(counts, (count, i) => {
    const x = toX(low + i * width);
    return {
      x,
      width: Math.max(0.5, toX(low + (i + 1) * width) - x - 0.75),
      y: floor - (count / most) * (floor - margin.top),
    };
  });
}

export function clipPicture(view: ClipView, choice: GridChoice, at: number, width: number): ClipPicture {
  const { histogram, groupHistogram, groups, extent } = view;
  const span = histogram.high - histogram.low || 1;
  const [left, right] = [margin.left, width - margin.right];
  const toX = (value: number): number => left + ((value - histogram.low) / span) * (right - left);
  const end = extent.high >= -extent.low ? extent.high : extent.low;
  const grid = clippedGrid(choice, extent, clipShares[at] ?? 1);
  return {
    toX,
    nearest(x) {
      const value = histogram.low + ((x - left) / (right - left)) * span;
      // On the other side of zero the range is cut alike.
      const reach = isEven(choice.method) && !choice.symmetric ? (value < 0 ? extent.low : extent.high) : end;
      const share = reach === 0 ? 1 : Math.abs(value / reach);
      return Math.min(clipShares.length - 1, Math.max(0, Math.round(100 * (1 - share))));
    },
    all: barsOf(histogram, toX),
    group: groups === 1 ? [] : barsOf(groupHistogram, toX),
    grid,
    levels: Array.from(grid.levels(), toX).filter((x) => x >= left - 0.5 && x <= right + 0.5),
    clipAt: (index) => (clipShares[index] ?? 1) * end,
  };
}
