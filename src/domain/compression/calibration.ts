/**
 * What is remembered of a matrix's inputs: their second moments, mean sizes and peaks over calibration tokens. Sums are
 * in double precision and taken as tokens come, so nothing of the activations is kept. From the second moments G follows
 * the error that a change ΔW of the weights makes at the outputs: E‖ΔW x‖² = tr(ΔW G ΔWᵀ).
 */
import type { Calibration, Matrix } from './contract.ts';

export interface CalibrationSums {
  /** @param inputs row-major [tokens, columns]. */
  add(inputs: Float32Array): void;
  result(): Calibration;
}

export function calibrationSums(columns: number): CalibrationSums {
  // Upper triangle; mirrored at the end.
  const sums = new Float64Array(columns * columns);
  const sizes = new Float64Array(columns);
  const peak = new Float32Array(columns);
  let tokens = 0;
  return {
    add(inputs) {
      tokens += inputs.length / columns;
      for (let start = 0; start < inputs.length; start += columns) {
        addToken(inputs.subarray(start, start + columns), sums, sizes, peak);
      }
    },
    result: () => ({
      tokens,
      gram: mirrored(sums, columns).map((sum) => sum / tokens),
      meanAbs: Float32Array.from(sizes, (sum) => sum / tokens),
      peak: Float32Array.from(peak),
    }),
  };
}

function addToken(x: Float32Array, sums: Float64Array, sizes: Float64Array, peak: Float32Array): void {
  const columns = x.length;
  for (let i = 0; i < columns; i++) {
    const value = x[i] ?? 0;
    const size = Math.abs(value);
    sizes[i] = (sizes[i] ?? 0) + size;
    if (size > (peak[i] ?? 0)) peak[i] = size;
    // Many activations are exactly 0 (ReLU, dropped heads).
    if (value === 0) continue;
    for (let j = i; j < columns; j++) sums[i * columns + j] = (sums[i * columns + j] ?? 0) + value * (x[j] ?? 0);
  }
}

function mirrored(upper: Float64Array, size: number): Float64Array {
  const whole = Float64Array.from(upper);
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) whole[i * size + j] = upper[j * size + i] ?? 0;
  }
  return whole;
}

/** @param inputs row-major [tokens, columns]. */
export function calibrationOf(inputs: Float32Array, columns: number): Calibration {
  const sums = calibrationSums(columns);
  sums.add(inputs);
  return sums.result();
}

/** Of a matrix that takes the inputs of several; null where one of them is not known. */
export function mergedCalibration(all: readonly (Calibration | null)[]): Calibration | null {
  const known = all.filter((one) => one !== null);
  const [first] = known;
  if (!first || known.length < all.length) return null;
  const tokens = known.reduce((sum, one) => sum + one.tokens, 0);
  const mean = (of: (one: Calibration) => ArrayLike<number>, at: number): number =>
    known.reduce((sum, one) => sum + (one.tokens / tokens) * (of(one)[at] ?? NaN), 0);
  return {
    tokens,
    gram: first.gram.map((_, i) => mean(({ gram }) => gram, i)),
    meanAbs: first.meanAbs.map((_, i) => mean(({ meanAbs }) => meanAbs, i)),
    peak: first.peak.map((_, i) => Math.max(...known.map(({ peak }) => peak[i] ?? NaN))),
  };
}

/** d G dᵀ of one row of differences d, which belong to the inputs from the `from`th on; the others are taken as 0. */
export function rowError(difference: Float64Array, { gram }: Calibration, from = 0): number {
  const columns = Math.sqrt(gram.length);
  const { length } = difference;
  let error = 0;
  for (let i = 0; i < length; i++) {
    const d = difference[i] ?? 0;
    if (d === 0) continue;
    const row = (from + i) * columns + from;
    // Two sums, as one alone would wait for itself at every term.
    let first = 0;
    let second = 0;
    let j = i + 1;
    for (; j + 1 < length; j += 2) {
      first += (gram[row + j] ?? 0) * (difference[j] ?? 0);
      second += (gram[row + j + 1] ?? 0) * (difference[j + 1] ?? 0);
    }
    if (j < length) first += (gram[row + j] ?? 0) * (difference[j] ?? 0);
    error += d * ((gram[row + i] ?? 0) * d + 2 * (first + second));
  }
  return error;
}

/**
 * Mean over calibration tokens of ‖W x − W′ x‖², the squared error of all outputs together, or something above `enough` as
 * soon as that is sure.
 */
export function outputError(
  { rows, columns, values }: Matrix,
  changed: Float32Array,
  calibration: Calibration,
  enough = Infinity,
): number {
  const differences = Array.from({ length: rowsAtOnce }, () => new Float64Array(columns));
  let error = 0;
  for (let first = 0; first < rows && error <= enough; first += rowsAtOnce) {
    for (const [at, difference] of differences.entries()) {
      const start = (first + at) * columns;
      const present = first + at < rows;
      for (let j = 0; j < columns; j++)
        difference[j] = present ? (values[start + j] ?? 0) - (changed[start + j] ?? 0) : 0;
    }
    error += fourRowErrors(differences, calibration);
  }
  return error;
}

/** So many rows share each look at the second moments, which are larger than a core's cache. */
const rowsAtOnce = 4;
const noRow = new Float64Array();

/** The sum of `rowError` over four whole rows. */
function fourRowErrors(
  [a = noRow, b = noRow, c = noRow, d = noRow]: readonly Float64Array[],
  { gram }: Calibration,
): number {
  const columns = a.length;
  let error = 0;
  for (let i = 0; i < columns; i++) {
    const row = i * columns;
    let ofA = 0;
    let ofB = 0;
    let ofC = 0;
    let ofD = 0;
    for (let j = i + 1; j < columns; j++) {
      const moment = gram[row + j] ?? 0;
      ofA += moment * (a[j] ?? 0);
      ofB += moment * (b[j] ?? 0);
      ofC += moment * (c[j] ?? 0);
      ofD += moment * (d[j] ?? 0);
    }
    const square = gram[row + i] ?? 0;
    error += (a[i] ?? 0) * (square * (a[i] ?? 0) + 2 * ofA);
    error += (b[i] ?? 0) * (square * (b[i] ?? 0) + 2 * ofB);
    error += (c[i] ?? 0) * (square * (c[i] ?? 0) + 2 * ofC);
    error += (d[i] ?? 0) * (square * (d[i] ?? 0) + 2 * ofD);
  }
  return error;
}
