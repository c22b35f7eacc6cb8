/** The matrix with zeros where its lines are gone, [O, I]; its product is that of `dense-gemv`. */
import type { LinesShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

export function wholeReference(
  weight: Numbers,
  rows: Numbers,
  columns: Numbers,
  { inputs, outputs, rowsKept, columnsKept }: LinesShape,
): Float64Array {
  const whole = new Float64Array(outputs * inputs);
  for (let r = 0; r < rowsKept; r++) {
    for (let c = 0; c < columnsKept; c++) {
      whole[(rows[r] ?? NaN) * inputs + (columns[c] ?? NaN)] = weight[r * columnsKept + c] ?? NaN;
    }
  }
  return whole;
}
