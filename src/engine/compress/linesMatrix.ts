/**
 * A matrix whose rows and columns are gone as a whole: the inputs that stay are gathered, multiplied with the smaller dense
 * matrix, and the outputs that stay are put in their places. Here on typed arrays; on the GPU by shaders/lines-linear.
 */
import { decode } from '../../domain/compression/encodings/index.ts';
import { linesOf, type MaskedEncoding } from '../../domain/compression/encodings/masked.ts';
import { denseTable, type DecodingMatrix } from '../../domain/models/decoding/matrices.ts';
import type { Size } from './gemvParts.ts';

/** As the kernel binds it; something of it always stays, if only a zero. */
export interface Lines {
  /** Row-major [R, C], of the lines that stay. */
  readonly weight: Float32Array<ArrayBuffer>;
  /** All of them, the R that stay first. */
  readonly rows: Uint32Array<ArrayBuffer>;
  /** Those that stay. */
  readonly columns: Uint32Array<ArrayBuffer>;
}

/** @param encoding with `byLines` */
export function linesIn(encoding: MaskedEncoding): Lines {
  const { rows: outputs, columns: inputs } = encoding;
  const found = linesOf(encoding);
  const [rows, columns] = encoding.kept > 0 ? [found.rows, found.columns] : [Uint32Array.of(0), Uint32Array.of(0)];
  const whole = decode(encoding);
  const weight = new Float32Array(rows.length * columns.length);
  for (const [r, row] of rows.entries()) {
    for (const [c, column] of columns.entries()) weight[r * columns.length + c] = whole[row * inputs + column] ?? 0;
  }
  const stays = new Set(rows);
  const gone = Array.from({ length: outputs }, (_, row) => row).filter((row) => !stays.has(row));
  return { weight, rows: Uint32Array.from([...rows, ...gone]), columns: Uint32Array.from(columns) };
}

export function linesMatrix({ outputs }: Size, { weight, rows: all, columns }: Lines): DecodingMatrix {
  const rows = all.slice(0, weight.length / columns.length);
  const small = denseTable(weight, columns.length);
  const [x, y] = [new Float32Array(columns.length), new Float32Array(rows.length)];
  return {
    bytes: weight.byteLength + rows.byteLength + columns.byteLength,
    multiply(given, bias, out) {
      for (let c = 0; c < columns.length; c++) x[c] = given[columns[c] ?? 0] ?? 0;
      small.multiply(x, null, y);
      for (let i = 0; i < outputs; i++) out[i] = bias ? (bias[i] ?? 0) : 0;
      for (let r = 0; r < rows.length; r++) {
        const row = rows[r] ?? 0;
        out[row] = (out[row] ?? 0) + (y[r] ?? 0);
      }
    },
    row(index, out) {
      out.fill(0);
      const r = rows.indexOf(index);
      if (r < 0) return;
      for (const [c, column] of columns.entries()) out[column] = weight[r * columns.length + c] ?? 0;
    },
  };
}
