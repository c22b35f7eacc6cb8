/**
 * Norms of every tensor over a run, thinned so that it stays small however long the run is: when it is full, every second row
 * goes, and from then on rows come half as often. The newest row is kept whatever its turn.
 */
import type { TensorNormRow } from '../../protocol/protocol.ts';

/** Rows at most: more than a strip has pixels to show them in. */
const capacity = 256;

export interface NormHistory {
  /** Oldest first; changes in place. */
  readonly rows: readonly TensorNormRow[];
  append(row: TensorNormRow): void;
  /** Forgets the rows from a step on. */
  forgetFrom(step: number): void;
}

export function createNormHistory(): NormHistory {
  let rows: TensorNormRow[] = [];
  /** Steps between two rows that stay. */
  let spacing = 0;

  return {
    get rows() {
      return rows;
    },
    append(row) {
      const [before, last] = [rows.at(-2), rows.at(-1)];
      // The last row is there for being the newest; it stays only if it is far enough from the one before.
      if (before !== undefined && last !== undefined && last.step - before.step < spacing) rows.pop();
      rows.push(row);
      if (rows.length <= capacity) return;
      const first = rows[0]?.step ?? 0;
      spacing = (2 * (row.step - first)) / capacity;
      rows = rows.filter((_row, index) => index % 2 === 0);
    },
    forgetFrom(step) {
      rows = rows.filter((row) => row.step < step);
    },
  };
}
