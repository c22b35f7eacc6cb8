/** Finding things by names that people typed: own keys only, and the nearest name when there is none. */

/** The entry of that name, never one inherited from `Object.prototype`. */
export function lookup<V>(table: Readonly<Record<string, V>>, key: string): V | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/** Longer names are not misspellings of ours. */
const longest = 48;

/**
 * The candidate with the smallest edit distance, if it is near enough to be meant: at most a third of its letters
 * differ (one for short names). Case, spaces and dashes do not count.
 */
export function nearestName(wanted: string, candidates: readonly string[]): string | undefined {
  const folded = fold(wanted);
  if (folded.length === 0 || folded.length > longest) return undefined;
  let best: string | undefined;
  let bestDistance = Infinity;
  for (const candidate of candidates) {
    const target = fold(candidate);
    const contained = folded.length >= 3 && target.includes(folded) ? 0.5 : Infinity;
    const allowed = Math.max(1, Math.floor(Math.max(target.length, folded.length) / 3));
    const edits = editDistance(folded, target);
    const distance = Math.min(contained, edits <= allowed ? edits : Infinity);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

const fold = (name: string): string => name.toLowerCase().replace(/[\s_-]/g, '');

/** Levenshtein distance with transpositions (optimal string alignment). */
export function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const cost = a[row - 1] === b[column - 1] ? 0 : 1;
      let best = Math.min(at(last, column) + 1, at(current, column - 1) + 1, at(last, column - 1) + cost);
      if (row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1]) {
        best = Math.min(best, at(beforeLast, column - 2) + 1);
      }
      current.push(best);
    }
    beforeLast = last;
    last = current;
  }
  return at(last, b.length);
}

const at = (row: readonly number[], column: number): number => row[column] ?? Infinity;
