/**
 * A run writes a sample at every validation, hundreds in a long one, each with the alternatives of all its tokens.
 * Kept are as many as anybody pages through, spread evenly, so that the first stammering stays beside the last text.
 */
export const keptSamples = 50;

/** Steps of the samples to give up, from their steps in ascending order. The first and the last are always kept. */
export function surplusSamples(steps: readonly number[], keep = keptSamples): readonly number[] {
  const kept = [...steps];
  const surplus: number[] = [];
  while (kept.length > Math.max(2, keep)) {
    const gaps = kept.slice(1, -1).map((_, place) => (kept[place + 2] ?? 0) - (kept[place] ?? 0));
    const [gone] = kept.splice(gaps.indexOf(Math.min(...gaps)) + 1, 1);
    if (gone !== undefined) surplus.push(gone);
  }
  return surplus;
}
