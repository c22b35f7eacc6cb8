/**
 * Min–max decimation: the points in blocks of a power of two, and of each block its lowest and its highest, in order.
 * Unlike averaging it shows every spike, and each point drawn was measured. Blocks start at multiples of their size,
 * so that a growing curve does not flicker. The first and the last point stay, so that a curve ends where the numbers
 * beside it say it does.
 */
import type { Extremes } from './extremes.ts';

/** The fewest points that `decimate` can be held to: first, last, and two of each of two blocks. */
export const fewestPoints = 6;

/** Smallest block size, a power of two, with which the blocks of [from, to) do not yield more than `maxPoints`. */
export function blockSize(from: number, to: number, maxPoints: number): number {
  const most = Math.floor((Math.max(fewestPoints, maxPoints) - 2) / 2);
  let size = 1;
  while (Math.ceil(to / size) - Math.floor(from / size) > most) size *= 2;
  return size;
}

/** Indices within [from, to), ascending, at most `maxPoints` (or `fewestPoints`). */
export function decimate(extremes: Extremes, from: number, to: number, maxPoints: number): Int32Array {
  const count = Math.max(0, to - from);
  if (count <= Math.max(fewestPoints, maxPoints)) return Int32Array.from({ length: count }, (_, n) => from + n);
  const size = blockSize(from, to, maxPoints);
  const kept: number[] = [];
  const keep = (index: number): void => {
    if (kept.at(-1) !== index) kept.push(index);
  };
  keep(from);
  for (let start = from; start < to;) {
    const end = Math.min(to, start + size - (start % size));
    const [lowest, highest] = extremes.between(start, end);
    keep(Math.min(lowest, highest));
    keep(Math.max(lowest, highest));
    start = end;
  }
  keep(to - 1);
  return Int32Array.from(kept);
}
