/** Random matrices, by fast-check for properties and by the project's own generator where many values are wanted. */
import fc from 'fast-check';
import type { Calibration, Matrix } from '../../../src/domain/compression/contract.ts';
import { calibrationOf } from '../../../src/domain/compression/calibration.ts';
import { gaussian } from '../../../src/domain/core/random.ts';

/** Far enough from 0 that scales at 8 bits are normal f16 numbers. */
const weight = fc.float({ min: -8, max: 8, noNaN: true }).map((x) => (Math.abs(x) < 2 ** -6 ? 0 : x));

export const matrices = (columns = fc.integer({ min: 1, max: 70 })): fc.Arbitrary<Matrix> =>
  fc
    .tuple(fc.integer({ min: 1, max: 4 }), columns)
    .chain(([rows, width]) =>
      fc
        .array(weight, { minLength: rows * width, maxLength: rows * width })
        .map((values) => ({ rows, columns: width, values: Float32Array.from(values) })),
    );

export const gaussianMatrix = (rows: number, columns: number, seed: number): Matrix => ({
  rows,
  columns,
  values: Float32Array.from({ length: rows * columns }, (_, i) => gaussian(seed, 1, i)),
});

/** Inputs whose channels depend on each other and differ in size, as activations do. */
export function mixedInputs(tokens: number, columns: number, seed: number): Float32Array {
  const factors = gaussianMatrix(columns, columns, seed + 1).values;
  const noise = gaussianMatrix(tokens, columns, seed + 2).values;
  return Float32Array.from({ length: tokens * columns }, (_, i) => {
    const [token, column] = [Math.floor(i / columns), i % columns];
    const size = 1 + 3 * (column % 5 === 0 ? 1 : 0);
    let mixed = 0;
    for (let k = 0; k < columns; k++) {
      mixed += (noise[token * columns + k] ?? 0) * (factors[k * columns + column] ?? 0);
    }
    return size * (0.3 * (noise[token * columns + column] ?? 0) + mixed / Math.sqrt(columns));
  });
}

export const mixedCalibration = (tokens: number, columns: number, seed: number): Calibration =>
  calibrationOf(mixedInputs(tokens, columns, seed), columns);

export const meanSquaredError = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((sum, x, i) => sum + (x - (b[i] ?? NaN)) ** 2, 0) / a.length;
