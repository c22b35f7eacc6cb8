/**
 * The levels that a quantiser would give to numbers that share a scale, if their range were cut to a share of itself. What a
 * person sees of a quantiser before it runs; at share 1 it is what the quantiser does.
 */
import { levelTables, nearestLevel, type LevelsName } from '../encodings/levelTables.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import { roundHalfEven } from '../numeric/roundHalfEven.ts';
import { gridOf, valueOf, type Extent, type Grid, type Levels } from '../quantizers/integerGrid.ts';

export const clipMethods = ['rtn', 'nf4', 'e4m3', 'e5m2', 'ternary'] as const;
export type ClipMethod = (typeof clipMethods)[number];

/** Evenly spaced levels of so many bits, which a recipe can take over with their clip point; the others have grids of their own. */
export const isEven = (method: ClipMethod): method is 'rtn' => method === 'rtn';

/** `bits` and `symmetric` matter to round-to-nearest alone: the others have one grid. */
export interface GridChoice extends Levels {
  readonly method: ClipMethod;
}

export interface ClippedGrid {
  /** What the largest weights are cut to: numbers outside are clipped. */
  readonly reach: Extent;
  /** Rising. A function, as most who round never look at them. */
  readonly levels: () => Float64Array;
  /** The level that a number becomes. */
  readonly round: (value: number) => number;
}

/** @param share of the range of the numbers, above 0 and at most 1 */
export function clippedGrid(choice: GridChoice, { low, high }: Extent, share: number): ClippedGrid {
  const peak = share * Math.max(-low, high);
  const { method } = choice;
  if (isEven(method)) return integerGrid(choice, { low: share * low, high: share * high });
  return method === 'ternary' ? ternaryGrid(peak) : tableGrid(method, peak);
}

function integerGrid(levels: Levels, extent: Extent): ClippedGrid {
  const { bits, symmetric } = levels;
  const grid = gridOf(extent, levels);
  const peak = Math.max(-extent.low, extent.high);
  // Below zero a symmetric grid has one level more.
  const lowest = (-peak * 2 ** (bits - 1)) / (2 ** (bits - 1) - 1);
  return {
    reach: symmetric ? { low: lowest, high: peak } : extent,
    levels: () => Float64Array.from({ length: 2 ** bits }, (_, code) => valueOf(code, grid)),
    round: integerRound(grid, bits),
  };
}

/** What `valueOf(codeOf(…))` gives, with nothing computed anew for each of millions. */
function integerRound({ scale, zero }: Grid, bits: number): (value: number) => number {
  if (scale === 0) return () => 0;
  const lowest = -zero;
  const highest = 2 ** bits - 1 - zero;
  return (value) => {
    const level = roundHalfEven(Math.fround(value / scale));
    return scale * (level < lowest ? lowest : level > highest ? highest : level);
  };
}

/** The quantiser sets its one level to the mean size of the weights; here it is where the person puts it. */
function ternaryGrid(peak: number): ClippedGrid {
  const scale = toF16(peak);
  return {
    reach: { low: -peak, high: peak },
    levels: () => Float64Array.of(-scale, 0, scale),
    round: (value) => (scale === 0 ? 0 : scale * Math.min(1, Math.max(-1, roundHalfEven(Math.fround(value / scale))))),
  };
}

const nearestOf = new Map<LevelsName, (x: number) => number>();

function tableGrid(name: LevelsName, peak: number): ClippedGrid {
  const table = levelTables[name];
  const nearest = nearestOf.get(name) ?? nearestLevel(table);
  nearestOf.set(name, nearest);
  const scale = Math.fround(peak / table.largest);
  return {
    reach: { low: -peak, high: peak },
    levels: () =>
      Float64Array.from(
        new Set([...table.values].filter((value) => !Number.isNaN(value))),
        (v) => scale * v,
      ).toSorted(),
    round: (value) => (scale === 0 ? 0 : scale * (table.values[nearest(Math.fround(value / scale))] ?? 0)),
  };
}
