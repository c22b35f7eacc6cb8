/** Figures of repeated measurements. */

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

/** On a fast GPU a single kernel takes microseconds. */
export const roundedMs = (ms: number): number => Number(ms.toFixed(ms < 1 ? 5 : 2));

export const spread = (milliseconds: readonly number[]) => ({
  medianMs: roundedMs(median(milliseconds)),
  minMs: roundedMs(Math.min(...milliseconds)),
  maxMs: roundedMs(Math.max(...milliseconds)),
  runs: milliseconds.length,
});
