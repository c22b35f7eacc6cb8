/** x [B·T, D] → [B·T, K·D]: column block j holds the row K − 1 − j steps before, 0 where there is none; and its gradient. */
import type { WindowShape } from './kernel.ts';

/** Calls `visit` with the places of each number in the wide and in the narrow tensor. */
function eachPlace({ rows, width, time, length }: WindowShape, visit: (wide: number, narrow: number) => void): void {
  for (let row = 0; row < rows; row++) {
    for (let j = 0; j < length; j++) {
      const lag = length - 1 - j;
      if (row % time < lag) continue;
      for (let d = 0; d < width; d++) visit((row * length + j) * width + d, (row - lag) * width + d);
    }
  }
}

export function windowReference(input: ArrayLike<number>, shape: WindowShape): Float64Array {
  const output = new Float64Array(shape.length * shape.rows * shape.width);
  eachPlace(shape, (wide, narrow) => (output[wide] = input[narrow] ?? NaN));
  return output;
}

export function windowGradientReference(upstream: ArrayLike<number>, shape: WindowShape): Float64Array {
  const gradient = new Float64Array(shape.rows * shape.width);
  eachPlace(shape, (wide, narrow) => (gradient[narrow] = (gradient[narrow] ?? 0) + (upstream[wide] ?? NaN)));
  return gradient;
}
