/** The part of a matrix that is enlarged around a weight: it begins at a multiple of eight, so that N:M groups stay whole. */
import type { Place } from '../../charts/cellPicker.ts';
import type { Part } from './MatrixPicture.tsx';

const [mostRows, mostColumns] = [12, 32];
const whole = 8;

function begin(at: number, shown: number, of: number): number {
  const wanted = Math.floor((at - shown / 2) / whole) * whole;
  return Math.max(0, Math.min(wanted, Math.floor((of - shown) / whole) * whole));
}

export function zoomPart(rows: number, columns: number, { row, column }: Place): Part {
  const part = { rows: Math.min(mostRows, rows), columns: Math.min(mostColumns, columns) };
  return {
    ...part,
    // Rows need no alignment.
    row: Math.max(0, Math.min(row - part.rows / 2, rows - part.rows)),
    column: begin(column, part.columns, columns),
  };
}
