/** One token's look back over cached rows, on plain arrays. */
import { distanceSlope } from '../../core/positions.ts';
import type { RowCache } from './cache.ts';

export interface LookBack {
  readonly heads: number;
  /** Heads of queries that share one of keys and values. */
  readonly group: number;
  readonly headSize: number;
  /** Scores fall with the distance. */
  readonly sloped: boolean;
}

/** What of the caches is looked at: they go round, a new row takes the place of the oldest. */
export interface Seen {
  /** Rows 0 … end − 1. */
  readonly end: number;
  /** The row of the token itself; the one behind it, or the first, is the oldest. */
  readonly newest: number;
}

/** Of a cache of so many rows, after the row of `position` was written to its place, position modulo rows. */
export const seenAt = (position: number, rows: number): Seen => ({
  end: Math.min(position + 1, rows),
  newest: position % rows,
});

/**
 * Softmax over rows of the caches, one head after the other.
 * @param queries [H · headSize]
 * @param scores room for a number per row
 * @param out [H · headSize]
 */
export function attend(
  { heads, group, headSize, sloped }: LookBack,
  { keys, values }: { readonly keys: RowCache; readonly values: RowCache },
  queries: Float32Array,
  { end, newest }: Seen,
  scores: Float32Array,
  out: Float32Array,
): void {
  for (let head = 0; head < heads; head++) {
    const column = head * headSize;
    const keyColumn = Math.floor(head / group) * headSize;
    const slope = sloped ? distanceSlope(head, heads) : 0;
    keys.dots(queries.subarray(column, column + headSize), keyColumn, end, scores);
    let largest = -Infinity;
    for (let t = 0; t < end; t++) {
      const score = (scores[t] as number) / Math.sqrt(headSize) - slope * ((newest - t + end) % end);
      scores[t] = score;
      largest = Math.max(largest, score);
    }
    let total = 0;
    for (let t = 0; t < end; t++) {
      const e = Math.exp((scores[t] as number) - largest);
      scores[t] = e;
      total += e;
    }
    for (let t = 0; t < end; t++) scores[t] = (scores[t] as number) / total;
    values.mix(scores, keyColumn, end, out.subarray(column, column + headSize));
  }
}
