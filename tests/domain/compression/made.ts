/** Matrices and calibrations made for tests, and the error that compression is about: that of the outputs. */
import { gaussian } from '../../../src/domain/core/random.ts';
import type { Calibration, Matrix } from '../../../src/domain/compression/contract.ts';
import type { PrunedLayer } from '../../../src/domain/compression/pruners/contract.ts';

export const matrixOf = (rows: number, columns: number, data: ArrayLike<number>): Matrix => ({
  rows,
  columns,
  values: Float32Array.from(data),
});

export const normalMatrix = (rows: number, columns: number, seed: number): Matrix =>
  matrixOf(
    rows,
    columns,
    Array.from({ length: rows * columns }, (_, i) => gaussian(seed, 1, i)),
  );

/** From inputs [tokens, columns]. */
export function calibrationFrom(inputs: ArrayLike<number>, columns: number): Calibration {
  const tokens = inputs.length / columns;
  const gram = new Float64Array(columns * columns);
  const meanAbs = new Float32Array(columns);
  const peak = new Float32Array(columns);
  for (let t = 0; t < tokens; t++) {
    for (let i = 0; i < columns; i++) {
      const value = inputs[t * columns + i] ?? NaN;
      meanAbs[i] = (meanAbs[i] ?? 0) + Math.abs(value) / tokens;
      peak[i] = Math.max(peak[i] ?? 0, Math.abs(value));
      for (let j = 0; j < columns; j++) {
        const at = i * columns + j;
        gram[at] = (gram[at] ?? 0) + (value * (inputs[t * columns + j] ?? NaN)) / tokens;
      }
    }
  }
  return { tokens, gram, meanAbs, peak };
}

/** Inputs that share `columns / 4` hidden causes and differ in size, as activations of a language model do. */
export function correlatedInputs(tokens: number, columns: number, seed: number): Float64Array {
  const causes = Math.max(1, Math.floor(columns / 4));
  const inputs = new Float64Array(tokens * columns);
  for (let t = 0; t < tokens; t++) {
    for (let j = 0; j < columns; j++) {
      let value = 0.3 * gaussian(seed, 2, t * columns + j);
      for (let c = 0; c < causes; c++) value += gaussian(seed, 3, t * causes + c) * gaussian(seed, 4, c * columns + j);
      inputs[t * columns + j] = value * Math.exp(0.7 * gaussian(seed, 5, j));
    }
  }
  return inputs;
}

/** Calibration of inputs with H = I. */
export function whiteCalibration(columns: number): Calibration {
  const gram = new Float64Array(columns * columns);
  for (let j = 0; j < columns; j++) gram[j * columns + j] = 1;
  const ones = new Float32Array(columns).fill(1);
  return { tokens: columns, gram, meanAbs: ones, peak: ones };
}

export const layerOf = (matrix: Matrix, calibration?: Calibration, index = 0): PrunedLayer => ({
  matrix,
  index,
  ...(calibration && { calibration }),
});

/** Mean over the calibration tokens of ‖(W − Ŵ) x‖². */
export function outputError({ rows, columns, values }: Matrix, changed: ArrayLike<number>, gram: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < rows; row++) {
    const difference = Array.from(
      { length: columns },
      (_, j) => (values[row * columns + j] ?? NaN) - (changed[row * columns + j] ?? NaN),
    );
    for (const [i, left] of difference.entries()) {
      for (const [j, right] of difference.entries()) sum += left * right * (gram[i * columns + j] ?? NaN);
    }
  }
  return sum;
}

export const countOf = (mask: ArrayLike<number>, value: number): number =>
  Array.from(mask).filter((entry) => entry === value).length;
