/** The other way round: layers keep their weights as [inputs, outputs], files and compression want [outputs, inputs]. */
import type { Matrix } from '../contract.ts';

export function turned({ rows, columns, values }: Matrix): Matrix & { readonly values: Float32Array<ArrayBuffer> } {
  const result = new Float32Array(values.length);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column] ?? 0;
  }
  return { rows: columns, columns: rows, values: result };
}
