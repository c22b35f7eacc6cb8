/** Calibration statistics and the linear algebra on them, against sums written out and the definition of an inverse. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { calibrationOf, calibrationSums, outputError, rowError } from '../../../src/domain/compression/calibration.ts';
import { finish } from '../../../src/domain/compression/contract.ts';
import { inverseFactor } from '../../../src/domain/compression/numeric/inverseFactor.ts';
import { gaussianMatrix, mixedCalibration, mixedInputs } from './arbitraries.ts';

const tokens = 40;
const columns = 6;
const inputs = mixedInputs(tokens, columns, 1);
const at = (token: number, column: number): number => inputs[token * columns + column] ?? NaN;
const mean = (of: (token: number) => number): number =>
  Array.from({ length: tokens }, (_, token) => of(token)).reduce((sum, value) => sum + value, 0) / tokens;

describe('calibration', () => {
  it('is the second moments, mean sizes and peaks of the inputs', () => {
    const { gram, meanAbs, peak, tokens: seen } = calibrationOf(inputs, columns);
    expect(seen).toBe(tokens);
    for (let i = 0; i < columns; i++) {
      expect(meanAbs[i]).toBeCloseTo(
        mean((token) => Math.abs(at(token, i))),
        5,
      );
      expect(peak[i]).toBe(Math.max(...Array.from({ length: tokens }, (_, token) => Math.abs(at(token, i)))));
      for (let j = 0; j < columns; j++) {
        expect(gram[i * columns + j]).toBeCloseTo(
          mean((token) => at(token, i) * at(token, j)),
          10,
        );
      }
    }
  });

  it('is the same however the tokens are split', () => {
    const sums = calibrationSums(columns);
    sums.add(inputs.subarray(0, 7 * columns));
    sums.add(inputs.subarray(7 * columns));
    expect(sums.result()).toEqual(calibrationOf(inputs, columns));
  });

  it('gives the mean squared output error of changed weights, and of a part of the inputs', () => {
    const calibration = calibrationOf(inputs, columns);
    const matrix = gaussianMatrix(3, columns, 2);
    const changed = gaussianMatrix(3, columns, 3).values;
    const difference = matrix.values.map((value, i) => value - (changed[i] ?? NaN));
    const output = (token: number, row: number, from = 0, to = columns): number =>
      Array.from(
        { length: to - from },
        (_, k) => (difference[row * columns + from + k] ?? NaN) * at(token, from + k),
      ).reduce((sum, value) => sum + value, 0);
    const expected = mean((token) => [0, 1, 2].reduce((sum, row) => sum + output(token, row) ** 2, 0));
    expect(outputError(matrix, changed, calibration) / expected).toBeCloseTo(1, 6);
    const part = rowError(Float64Array.from(difference.subarray(columns + 2, columns + 5)), calibration, 2);
    expect(part / mean((token) => output(token, 1, 2, 5) ** 2)).toBeCloseTo(1, 6);
  });
});

describe('inverse factor', () => {
  it.each([1, 2, 17, 48])('UᵀU H = I, size %i', (size) => {
    const { gram } = mixedCalibration(2 * size + 8, size, 4);
    const upper = finish(inverseFactor(Float64Array.from(gram), size));
    const product = (i: number, j: number): number => {
      let sum = 0;
      for (let k = 0; k < size; k++) {
        for (let m = 0; m < size; m++) {
          sum += (upper[k * size + i] ?? NaN) * (upper[k * size + m] ?? NaN) * (gram[m * size + j] ?? NaN);
        }
      }
      return sum;
    };
    for (let i = 0; i < size; i++) {
      expect(upper[i * size + i]).toBeGreaterThan(0);
      expect(product(i, i)).toBeCloseTo(1, 7);
      for (let j = 0; j < i; j++) {
        expect(upper[i * size + j]).toBe(0);
        expect(product(i, j)).toBeCloseTo(0, 7);
        expect(product(j, i)).toBeCloseTo(0, 7);
      }
    }
  });

  it('of a diagonal matrix is the diagonal of 1 / √h', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 8 }), (h) => {
        const size = h.length;
        const upper = finish(
          inverseFactor(
            Float64Array.from({ length: size * size }, (_, i) => (i % (size + 1) === 0 ? (h[i % size] ?? 0) : 0)),
            size,
          ),
        );
        for (const [i, value] of h.entries()) {
          expect((upper[i * (size + 1)] ?? NaN) * Math.sqrt(value)).toBeCloseTo(1, 12);
        }
      }),
    );
  });

  it.each([
    ['indefinite', [1, 2, 2, 1]],
    ['singular', [1, 1, 1, 1]],
    ['broken', [NaN, 0, 0, 1]],
    ['infinite', [Infinity, 0, 0, 1]],
  ])('refuses what is %s', (_name, matrix) => {
    expect(() => finish(inverseFactor(Float64Array.from(matrix), 2))).toThrow(/^non-finite/);
  });
});
