/**
 * What clipping costs: squared error and numbers beyond the range, for every hundredth of the range that is kept. Whoever
 * drags the clip point reads its figures off this curve. Above a limit, every k-th number of each group stands for all.
 */
import type { Matrix, Pass } from '../contract.ts';
import { groupCount, groupRange, type Range } from '../encodings/groups.ts';
import { extentOf, type Extent } from '../quantizers/integerGrid.ts';
import { clippedGrid, type GridChoice } from './clipGrid.ts';

/** Shares of the range, 1, 0.99 … 0.05. */
export const clipShares: readonly number[] = Array.from({ length: 96 }, (_, i) => (100 - i) / 100);

/** Sums over numbers that were read; one entry per share in `clipShares`. */
export interface ClipSums {
  /** How many were read. */
  readonly count: number;
  /** Σw² */
  readonly squares: number;
  /** Σ(w − ŵ)² */
  readonly errors: Float64Array;
  /** How many lie beyond the range. */
  readonly clipped: Float64Array;
}

export interface ClipCurve {
  readonly all: ClipSums;
  /** Of the one group that was asked for, and the range of its numbers. */
  readonly one: ClipSums;
  readonly extent: Extent;
}

/** More numbers than these are thinned out. */
const mostRead = 2 ** 16;
/** Numbers times shares between two yields. */
const stretch = 2 ** 16;

/**
 * All groups are cut to the same share of their own range.
 * @param group numbers of a row that share a scale; 0 for one scale in all
 * @param index of the group that is told apart
 */
export function* clipCurve(
  matrix: Matrix,
  { choice, group, index }: { readonly choice: GridChoice; readonly group: number; readonly index: number },
): Pass<ClipCurve> {
  const { values } = matrix;
  const grouped = { ...matrix, group };
  const groups = groupCount(grouped);
  const every = Math.ceil(values.length / mostRead);
  const all = sumsOf();
  let one = sumsOf();
  let extent: Extent = { low: 0, high: 0 };
  let since = 0;
  for (let at = 0; at < groups; at++) {
    const range = groupRange(grouped, at);
    const ends = extentOf(values, range);
    // The group on screen is read as a whole where it is small.
    const step = at === index && range.end - range.start <= mostRead ? 1 : every;
    const read = everyNth(values, range, step, at % step);
    const sums = sumsOf(read);
    for (const [i, share] of clipShares.entries()) {
      const { reach, round } = clippedGrid(choice, ends, share);
      let error = 0;
      let clipped = 0;
      for (let j = 0; j < read.length; j++) {
        const value = read[j] ?? 0;
        const lost = value - round(value);
        error += lost * lost;
        if (value < reach.low || value > reach.high) clipped++;
      }
      sums.errors[i] = error;
      sums.clipped[i] = clipped;
      since += read.length;
      if (since > stretch) {
        since = 0;
        yield (at + (i + 1) / clipShares.length) / groups;
      }
    }
    if (at === index) [one, extent] = [sums, ends];
    add(all, sums, step === every ? 1 : 1 / every);
  }
  return { all, one, extent };
}

interface Sums {
  count: number;
  squares: number;
  readonly errors: Float64Array;
  readonly clipped: Float64Array;
}

const everyNth = (values: Float32Array, { start, end }: Range, step: number, first: number): Float64Array =>
  Float64Array.from(
    { length: Math.max(0, Math.ceil((end - start - first) / step)) },
    (_, i) => values[start + first + i * step] ?? 0,
  );

const sumsOf = (read: Float64Array = new Float64Array()): Sums => ({
  count: read.length,
  squares: read.reduce((sum, value) => sum + value * value, 0),
  errors: new Float64Array(clipShares.length),
  clipped: new Float64Array(clipShares.length),
});

function add(to: Sums, { count, squares, errors, clipped }: ClipSums, weight: number): void {
  to.count += weight * count;
  to.squares += weight * squares;
  for (let i = 0; i < errors.length; i++) {
    to.errors[i] = (to.errors[i] ?? 0) + weight * (errors[i] ?? 0);
    to.clipped[i] = (to.clipped[i] ?? 0) + weight * (clipped[i] ?? 0);
  }
}

export interface ClipFigures {
  /** Mean of (w − ŵ)². */
  readonly meanSquare: number;
  /** Σw² / Σ(w − ŵ)² in decibels; infinite where nothing is lost. */
  readonly snr: number;
  /** Share of the numbers that are clipped. */
  readonly clipped: number;
}

/** @param at index into `clipShares` */
export function figuresAt({ count, squares, errors, clipped }: ClipSums, at: number): ClipFigures {
  const error = errors[at] ?? 0;
  return {
    meanSquare: count === 0 ? 0 : error / count,
    snr: 10 * Math.log10(squares / error),
    clipped: count === 0 ? 0 : (clipped[at] ?? 0) / count,
  };
}

/** Index of the share with the smallest error; of equals, that which clips least. */
export function bestClip({ errors }: ClipSums): number {
  let best = 0;
  for (let i = 1; i < errors.length; i++) if ((errors[i] ?? 0) < (errors[best] ?? 0)) best = i;
  return best;
}
