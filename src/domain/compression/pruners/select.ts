/**
 * Which weights have the smallest scores. Counts are exact: sparsity times size, rounded half to even as
 * torch.nn.utils.prune rounds. Among equal scores the first goes, so that a mask is the same on every machine.
 */
import { groupingOf, type Grouping, type SparsitySettings } from './pattern.ts';

/** Half to even, as Python's `round`. */
export function prunedCount(size: number, sparsity: number): number {
  const exact = size * sparsity;
  const below = Math.floor(exact);
  return exact - below === 0.5 ? below + (below % 2) : Math.round(exact);
}

/** Sets `count` entries of the mask to 0: those with the smallest scores. */
export function removeSmallest(scores: Float32Array | Float64Array, count: number, mask: Uint8Array): void {
  if (count === 0) return;
  const threshold = scores.toSorted()[count - 1] ?? NaN;
  let ties = count;
  for (const score of scores) if (score < threshold) ties--;
  for (const [i, score] of scores.entries()) {
    if (score < threshold) mask[i] = 0;
    else if (score === threshold && ties-- > 0) mask[i] = 0;
  }
}

/** Sets `removed` of every `size` consecutive entries of the mask to 0. */
export function removeInGroups(scores: Float64Array, { removed, size }: Grouping, mask: Uint8Array): void {
  for (let start = 0; start < scores.length; start += size) {
    for (let n = 0; n < removed; n++) {
      let smallest = -1;
      for (let i = start; i < start + size; i++) {
        if (mask[i] === 1 && (smallest < 0 || (scores[i] ?? 0) < (scores[smallest] ?? 0))) smallest = i;
      }
      mask[smallest] = 0;
    }
  }
}

/**
 * The mask of one matrix.
 * @param scores [rows, columns].
 * @param rows how many parts of the scores are compared within themselves: the matrix' rows, or 1 for all together.
 */
export function maskByScores(scores: Float64Array, rows: number, settings: SparsitySettings): Uint8Array {
  const mask = new Uint8Array(scores.length).fill(1);
  const grouping = groupingOf(settings.pattern);
  if (grouping !== null) {
    removeInGroups(scores, grouping, mask);
    return mask;
  }
  const length = scores.length / rows;
  for (let start = 0; start < scores.length; start += length) {
    const row = scores.subarray(start, start + length);
    removeSmallest(row, prunedCount(length, settings.sparsity), mask.subarray(start, start + length));
  }
  return mask;
}

/** The weights with zeros where the mask is 0. */
export const masked = (values: Float32Array, mask: Uint8Array): Float32Array =>
  values.map((value, i) => (mask[i] === 1 ? value : 0));
