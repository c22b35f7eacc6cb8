/**
 * k-means in one dimension. On sorted values a cluster is a range, its mean two prefix sums and its border a binary
 * search, so that a round of Lloyd's algorithm costs k·log n instead of n·k. Starts evenly spread between the smallest
 * and the largest value, which Deep Compression found to serve large weights best. A cluster that runs empty gets the
 * value that is farthest from its own centre, as scikit-learn does.
 */

export interface Clusters {
  /** Ascending, in double precision. */
  readonly centroids: Float64Array;
  /** Rounds until no border moved, or as many as were allowed. */
  readonly rounds: number;
}

/** @param values at least one, all finite. */
export function kMeans(values: Float32Array, entries: number, maxRounds: number): Clusters {
  const sorted = Float64Array.from(values).toSorted();
  const sums = prefixSums(sorted);
  let centroids = linearStart(sorted, entries);
  let borders = new Int32Array(0);
  for (let round = 0; round < maxRounds; round++) {
    const next = bordersOf(sorted, centroids);
    if (borders.length > 0 && next.every((border, i) => border === borders[i])) return { centroids, rounds: round };
    borders = next;
    centroids = means(sorted, sums, borders, centroids);
  }
  return { centroids, rounds: maxRounds };
}

function prefixSums(sorted: Float64Array): Float64Array {
  const sums = new Float64Array(sorted.length + 1);
  for (const [i, value] of sorted.entries()) sums[i + 1] = (sums[i] ?? 0) + value;
  return sums;
}

function linearStart(sorted: Float64Array, entries: number): Float64Array {
  const low = sorted[0] ?? NaN;
  const high = sorted.at(-1) ?? NaN;
  return Float64Array.from({ length: entries }, (_, i) => low + ((high - low) * i) / Math.max(1, entries - 1));
}

/** [k + 1]: cluster i holds the sorted values from borders[i] up to borders[i + 1]. A value midway goes down. */
function bordersOf(sorted: Float64Array, centroids: Float64Array): Int32Array<ArrayBuffer> {
  const borders = new Int32Array(centroids.length + 1);
  borders[centroids.length] = sorted.length;
  for (let i = 1; i < centroids.length; i++) {
    borders[i] = countUpTo(sorted, ((centroids[i - 1] ?? NaN) + (centroids[i] ?? NaN)) / 2);
  }
  return borders;
}

/** How many of the ascending values are not above the limit. */
function countUpTo(ascending: Float64Array, limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((ascending[middle] ?? NaN) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

function means(sorted: Float64Array, sums: Float64Array, borders: Int32Array, centroids: Float64Array): Float64Array {
  const start = borders.slice(0, -1);
  const end = borders.slice(1);
  const next = centroids.slice();
  for (const [i, from] of start.entries()) {
    if (from === end[i]) next[i] = takeFarthest(sorted, centroids, start, end) ?? next[i] ?? NaN;
  }
  for (const [i, from] of start.entries()) {
    const to = end[i] ?? 0;
    if (to > from) next[i] = ((sums[to] ?? NaN) - (sums[from] ?? NaN)) / (to - from);
  }
  return next.toSorted();
}

/** Takes the value farthest from its centroid out of its cluster; null if every value is a centroid. */
function takeFarthest(
  sorted: Float64Array,
  centroids: Float64Array,
  start: Int32Array,
  end: Int32Array,
): number | null {
  let farthest = 0;
  let cluster = -1;
  for (const [i, centroid] of centroids.entries()) {
    // A range is farthest from its centre at one of its ends.
    const from = start[i] ?? 0;
    const to = end[i] ?? 0;
    if (to - from < 2) continue;
    const distance = Math.max(centroid - (sorted[from] ?? NaN), (sorted[to - 1] ?? NaN) - centroid);
    if (distance > farthest) [farthest, cluster] = [distance, i];
  }
  if (cluster < 0) return null;
  const from = start[cluster] ?? 0;
  const last = (end[cluster] ?? 0) - 1;
  const atStart = (centroids[cluster] ?? NaN) - (sorted[from] ?? NaN) === farthest;
  if (atStart) start[cluster] = from + 1;
  else end[cluster] = last;
  return sorted[atStart ? from : last] ?? null;
}
