/**
 * Whole units of a network: neurons of a feed-forward layer, attention heads, hidden units of a recurrent cell. A family
 * says where its units cut through which tensors; masking sets those lines to zero, shrinking takes them out, and the
 * smaller model computes the same as the masked one.
 */
import type { Matrix } from '../../contract.ts';
import { prunedCount, removeSmallest } from '../select.ts';

/** Unit u holds the lines from offset + u·width up to offset + (u + 1)·width of the axis. */
export interface Cut {
  readonly tensor: string;
  readonly axis: 'rows' | 'columns';
  readonly offset: number;
  readonly width: number;
}

export interface UnitFamily {
  readonly units: number;
  /** A tensor may be cut more than once: a fused query-key-value matrix three times along its rows. */
  readonly cuts: readonly Cut[];
}

/** By name, [outputs, inputs]; a bias is a matrix of one column. */
export type Tensors = Readonly<Record<string, Matrix>>;

/** 1 for the units that stay: the most important, and never none. Among equals the first goes. */
export function keepImportant(importance: Float64Array, share: number): Uint8Array {
  const kept = new Uint8Array(importance.length).fill(1);
  removeSmallest(importance, Math.min(importance.length - 1, prunedCount(importance.length, share)), kept);
  return kept;
}

export function maskUnits(tensors: Tensors, family: UnitFamily, kept: Uint8Array): Tensors {
  return changed(tensors, family, kept, (matrix, rows, columns) => ({
    ...matrix,
    values: matrix.values.map((value, i) => {
      const stays = rows[Math.floor(i / matrix.columns)] === 1 && columns[i % matrix.columns] === 1;
      return stays ? value : 0;
    }),
  }));
}

/** Tensors without the lines of the units that go; the others as they are. */
export function shrinkUnits(tensors: Tensors, family: UnitFamily, kept: Uint8Array): Tensors {
  return changed(tensors, family, kept, ({ columns: width, values }, rows, columns) => ({
    rows: countOnes(rows),
    columns: countOnes(columns),
    values: values.filter((_, i) => rows[Math.floor(i / width)] === 1 && columns[i % width] === 1),
  }));
}

function changed(
  tensors: Tensors,
  { cuts }: UnitFamily,
  kept: Uint8Array,
  change: (matrix: Matrix, rows: Uint8Array, columns: Uint8Array) => Matrix,
): Tensors {
  const entries = Object.entries(tensors).map(([name, matrix]) => {
    const own = cuts.filter(({ tensor }) => tensor === name);
    if (own.length === 0) return [name, matrix] as const;
    const lines = (axis: Cut['axis']): Uint8Array =>
      keptLines(
        own.filter((cut) => cut.axis === axis),
        kept,
        matrix[axis],
      );
    return [name, change(matrix, lines('rows'), lines('columns'))] as const;
  });
  return Object.fromEntries(entries);
}

function keptLines(cuts: readonly Cut[], kept: Uint8Array, length: number): Uint8Array {
  const lines = new Uint8Array(length).fill(1);
  for (const { offset, width } of cuts) {
    for (const [unit, stays] of kept.entries()) {
      if (stays === 0) lines.fill(0, offset + unit * width, offset + (unit + 1) * width);
    }
  }
  return lines;
}

const countOnes = (mask: Uint8Array): number => mask.reduce((sum, entry) => sum + entry, 0);
