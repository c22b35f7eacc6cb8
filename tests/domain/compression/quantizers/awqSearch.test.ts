/** The search of AWQ's exponent: as good as trying all on everything, for less than half of the work. */
import { describe, expect, it } from 'vitest';
import { outputError } from '../../../../src/domain/compression/calibration.ts';
import { finish, type Calibration, type Matrix } from '../../../../src/domain/compression/contract.ts';
import { decode } from '../../../../src/domain/compression/encodings/index.ts';
import { toF16 } from '../../../../src/domain/compression/numeric/halfFloats.ts';
import { quantizers } from '../../../../src/domain/compression/quantizers/index.ts';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { gaussianMatrix, mixedCalibration } from '../arbitraries.ts';

const { awq, rtn } = quantizers;
const [rows, columns] = [144, 64];
const exponents = Array.from({ length: 20 }, (_, step) => step / 20);
const plain = { granularity: 'group', group: 32, clipSearch: false } as const;

/** Round to nearest of the scaled weights, scaled back: the definition, without a search. */
function lossAt(exponent: number, bits: number, matrix: Matrix, calibration: Calibration): number {
  const sizes = Array.from(calibration.meanAbs, (size) => Math.max(1e-4, size ** exponent));
  const middle = Math.sqrt(Math.max(...sizes) * Math.min(...sizes));
  const factors = Float32Array.from(sizes, (size) => toF16(middle / size));
  const by = (i: number): number => factors[i % columns] ?? Number.NaN;
  const scaled = { ...matrix, values: matrix.values.map((value, i) => value / by(i)) };
  const rounded = decode(finish(rtn.quantize(scaled, { ...defaultsOf(rtn.params), ...plain, bits, symmetric: false })));
  return outputError(
    matrix,
    rounded.map((value, i) => value * by(i)),
    calibration,
  );
}

describe.each([2, 3, 4])('%i bits', (bits) => {
  it.each([1, 2, 3, 4, 5])('finds an exponent within a hundredth of the best of all, inputs %i', (seed) => {
    const matrix = gaussianMatrix(rows, columns, seed);
    const calibration = mixedCalibration(300, columns, seed + 10);
    const best = Math.min(...exponents.map((exponent) => lossAt(exponent, bits, matrix, calibration)));
    const settings = { ...defaultsOf(awq.params), ...plain, bits };
    const found = outputError(matrix, decode(finish(awq.quantize(matrix, settings, calibration))), calibration);
    expect(found).toBeLessThan(1.01 * best);
    expect(found).toBeGreaterThan(0.99 * best);
  });
});

it('looks at the second moments for half of the rows at most, and for four at once', () => {
  const calibration = mixedCalibration(300, columns, 7);
  let looks = 0;
  const gram = new Proxy(calibration.gram, {
    get(target, key): unknown {
      if (typeof key === 'string' && /^\d+$/.test(key)) looks++;
      return Reflect.get(target, key, target);
    },
  });
  const settings = { ...defaultsOf(awq.params), ...plain };
  finish(awq.quantize(gaussianMatrix(rows, columns, 8), settings, { ...calibration, gram }));
  const halfOfAll = (columns * (columns + 1)) / 2;
  expect(looks).toBeGreaterThan(0);
  expect(looks).toBeLessThan((exponents.length * rows * halfOfAll) / (2 * 4));
});
