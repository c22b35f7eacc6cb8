/**
 * Where the smallest and the largest of a range of a growing series lie, in O(log n): a pyramid whose level k keeps
 * both for every block of 16·2^k entries, extended as the series grows. Charts ask it ten times a second over up to a
 * million points, which a scan would not stand.
 */
import { type Growing, growing } from './growing.ts';

const leaf = 16;

type Values = Growing<Float64Array<ArrayBuffer>>;
type Indices = Growing<Int32Array<ArrayBuffer>>;

interface Level {
  readonly lowest: Indices;
  readonly highest: Indices;
}

export interface Extremes {
  /** Takes in what was pushed to the series since. */
  update(): void;
  /** Indices of the lowest and the highest in [from, to), the earliest where they tie; the range must not be empty. */
  between(from: number, to: number): readonly [lowest: number, highest: number];
}

export function extremesOf(series: Values): Extremes {
  const levels: Level[] = [];
  let lowest = 0;
  let highest = 0;

  function take(low: number, high: number): void {
    if (series.at(low) < series.at(lowest)) lowest = low;
    if (series.at(high) > series.at(highest)) highest = high;
  }

  function scan(from: number, to: number): void {
    const { values } = series;
    let [min, max] = [series.at(lowest), series.at(highest)];
    for (let index = from; index < to; index++) {
      const value = values[index] ?? NaN;
      if (value < min) [min, lowest] = [value, index];
      if (value > max) [max, highest] = [value, index];
    }
  }

  function addBlock(depth: number, low: number, high: number): void {
    const level = levels[depth] ?? {
      lowest: growing((n) => new Int32Array(n)),
      highest: growing((n) => new Int32Array(n)),
    };
    levels[depth] = level;
    level.lowest.push(low);
    level.highest.push(high);
    const blocks = level.lowest.length;
    if (blocks % 2 === 1) return;
    const [left, right] = [blocks - 2, blocks - 1];
    lowest = level.lowest.at(left);
    highest = level.highest.at(left);
    take(level.lowest.at(right), level.highest.at(right));
    addBlock(depth + 1, lowest, highest);
  }

  /** Takes the block at `depth` that starts at `from`, or its children where it does not fit. Returns where it ended. */
  function takeLargestBlock(from: number, to: number): number {
    let depth = -1;
    for (let next = 0; next < levels.length; next++) {
      const size = leaf << next;
      if (from % size !== 0 || from + size > to || from / size >= (levels[next]?.lowest.length ?? 0)) break;
      depth = next;
    }
    const level = levels[depth];
    if (level === undefined) {
      const end = Math.min(to, from + leaf - (from % leaf));
      scan(from, end);
      return end;
    }
    const size = leaf << depth;
    take(level.lowest.at(from / size), level.highest.at(from / size));
    return from + size;
  }

  return {
    update() {
      for (;;) {
        const from = (levels[0]?.lowest.length ?? 0) * leaf;
        if (from + leaf > series.length) return;
        lowest = highest = from;
        scan(from + 1, from + leaf);
        addBlock(0, lowest, highest);
      }
    },
    between(from, to) {
      lowest = highest = from;
      let at = from;
      while (at < to) at = takeLargestBlock(at, to);
      return [lowest, highest];
    },
  };
}
