/**
 * Keeps labels on one vertical line apart: each stays as near to its wanted place as the others allow (isotonic
 * regression by pooling neighbours, as in the one-dimensional label placement of D3's "labella").
 */
interface Pool {
  sum: number;
  count: number;
}

/**
 * @param wanted centres in pixels, any order.
 * @param gap least distance between two centres.
 * @returns centres in the order given, within [min, max] if they fit at all.
 */
export function placeLabels(wanted: readonly number[], gap: number, min: number, max: number): readonly number[] {
  const order = wanted.map((_, index) => index).toSorted((a, b) => (wanted[a] ?? 0) - (wanted[b] ?? 0) || a - b);
  // Subtracting rank · gap turns "at least gap apart" into "not decreasing".
  const low = min;
  const high = Math.max(min, max - (wanted.length - 1) * gap);
  const pools: Pool[] = [];
  order.forEach((index, rank) => {
    let pool: Pool = { sum: Math.min(high, Math.max(low, (wanted[index] ?? 0) - rank * gap)), count: 1 };
    for (
      let last = pools.at(-1);
      last !== undefined && last.sum / last.count > pool.sum / pool.count;
      last = pools.at(-1)
    ) {
      pools.pop();
      pool = { sum: pool.sum + last.sum, count: pool.count + last.count };
    }
    pools.push(pool);
  });
  const placed = pools.flatMap(({ sum, count }) => Array.from({ length: count }, () => sum / count));
  const result: number[] = Array.from({ length: wanted.length }, () => 0);
  order.forEach((index, rank) => {
    result[index] = (placed[rank] ?? low) + rank * gap;
  });
  return result;
}
