/**
 * One curve of one run: the measured values of a column without the steps at which it was not measured, optionally as
 * a debiased exponential moving average over all of them (the bias correction of Adam: Kingma & Ba 2015, section 3, so
 * that the curve does not start at zero). Extended as rows arrive; what was computed is never computed again.
 */
import { type Extremes, extremesOf } from './extremes.ts';
import { growing, lowerBound } from './growing.ts';

export interface Track {
  readonly length: number;
  /** Row of the n-th point. */
  row(n: number): number;
  value(n: number): number;
  /** Takes in the rows up to `rows`. */
  update(column: Float32Array, rows: number): void;
  /** First point at or after a row. */
  firstFrom(row: number): number;
  readonly extremes: Extremes;
}

export function createTrack(smoothing: number): Track {
  const rowOf = growing((n) => new Int32Array(n));
  const values = growing((n) => new Float64Array(n));
  const extremes = extremesOf(values);
  let seen = 0;
  let average = 0;
  let bias = 1;

  function smoothed(value: number): number {
    average = smoothing * average + (1 - smoothing) * value;
    bias *= smoothing;
    return average / (1 - bias);
  }

  return {
    get length() {
      return values.length;
    },
    row: (n) => rowOf.at(n),
    value: (n) => values.at(n),
    update(column, rows) {
      for (; seen < rows; seen++) {
        const value = column[seen] ?? NaN;
        if (!Number.isFinite(value)) continue;
        rowOf.push(seen);
        values.push(smoothing === 0 ? value : smoothed(value));
      }
      extremes.update();
    },
    firstFrom: (row) => lowerBound(rowOf.values, rowOf.length, row),
    extremes,
  };
}
