/** What there is to see in the zeros of a matrix. */
import type { Matrix } from '../contract.ts';

export interface ZeroPattern {
  /** Share of the weights. */
  readonly share: number;
  /** 2:4 or 4:8 where every such group along the inputs has so many zeros at least, the smaller size first. */
  readonly groups: { readonly removed: number; readonly size: number } | null;
  /** Rows and columns without any weight. */
  readonly deadRows: number;
  readonly deadColumns: number;
}

const patterns = [
  { removed: 2, size: 4 },
  { removed: 4, size: 8 },
] as const;

export function zeroPattern(matrix: Matrix): ZeroPattern {
  const { rows, columns, values } = matrix;
  const inRows = new Uint32Array(rows);
  const inColumns = new Uint32Array(columns);
  for (let i = 0; i < values.length; i++) {
    if (values[i] !== 0) continue;
    const [row, column] = [Math.floor(i / columns), i % columns];
    inRows[row] = (inRows[row] ?? 0) + 1;
    inColumns[column] = (inColumns[column] ?? 0) + 1;
  }
  return {
    share: inRows.reduce((sum, count) => sum + count, 0) / values.length,
    groups: patterns.find((pattern) => follows(matrix, pattern)) ?? null,
    deadRows: inRows.filter((count) => count === columns).length,
    deadColumns: inColumns.filter((count) => count === rows).length,
  };
}

/** Groups begin with each row; a rest that fills none is free. */
function follows({ rows, columns, values }: Matrix, { removed, size }: (typeof patterns)[number]): boolean {
  if (columns < size) return false;
  for (let row = 0; row < rows; row++) {
    for (let start = 0; start + size <= columns; start += size) {
      const group = values.subarray(row * columns + start, row * columns + start + size);
      if (group.reduce((zeros, value) => zeros + (value === 0 ? 1 : 0), 0) < removed) return false;
    }
  }
  return true;
}
