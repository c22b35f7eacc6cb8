/** Quantisers against published examples, identities between them, and bounds that follow from their definitions. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outputError } from '../../../../src/domain/compression/calibration.ts';
import { finish, type Calibration, type Matrix } from '../../../../src/domain/compression/contract.ts';
import { unpackCodes } from '../../../../src/domain/compression/encodings/bits.ts';
import type { Encoding } from '../../../../src/domain/compression/encodings/contract.ts';
import { groupRange } from '../../../../src/domain/compression/encodings/groups.ts';
import { decode } from '../../../../src/domain/compression/encodings/index.ts';
import { f16Values } from '../../../../src/domain/compression/numeric/halfFloats.ts';
import { quantizers } from '../../../../src/domain/compression/quantizers/index.ts';
import {
  foldCalibration,
  foldChannels,
  outlierFactors,
} from '../../../../src/domain/compression/quantizers/smoothing.ts';
import { defaultsOf, type Settings } from '../../../../src/domain/core/params.ts';
import { gaussianMatrix, matrices, meanSquaredError, mixedCalibration } from '../arbitraries.ts';

const { rtn, nf4, fp8, hqq, gptq, awq, binary } = quantizers;
type RtnSettings = Settings<typeof rtn.params>;

const plain = { bits: 4, symmetric: false, granularity: 'row', group: 32, clip: 1, clipSearch: false } as const;
const rounded = (matrix: Matrix, settings: Partial<RtnSettings> = {}) =>
  finish(rtn.quantize(matrix, { ...plain, ...settings }));
const again = (matrix: Matrix, values: Float32Array): Matrix => ({ ...matrix, values });

const granularities = ['tensor', 'row', 'group'] as const;
const anySettings = fc.record({
  bits: fc.integer({ min: 2, max: 8 }),
  symmetric: fc.boolean(),
  granularity: fc.constantFrom(...granularities),
});

/** An encoding of the kind that is expected. */
function kind<K extends Encoding['kind']>(wanted: K, encoding: Encoding): Extract<Encoding, { kind: K }> {
  if (encoding.kind !== wanted) throw new Error(`${wanted} expected, not ${encoding.kind}`);
  return encoding as Extract<Encoding, { kind: K }>;
}

describe('the worked example', () => {
  const example: Matrix = { rows: 1, columns: 8, values: Float32Array.of(0.12, -0.7, 0.33, 1.2, -0.05, 0.9, -1.4, 0) };
  const codes = (words: Uint32Array): number[] => [...unpackCodes(words, example, 4)];

  it('with zero points', () => {
    const { arrays } = kind('integer', rounded(example));
    expect([...f16Values(arrays.zeros ?? new Uint16Array())]).toEqual([8]);
    expect(f16Values(arrays.scales)[0]).toBeCloseTo(0.17333333, 4);
    expect(codes(arrays.codes)).toEqual([9, 4, 10, 15, 8, 13, 0, 8]);
  });

  it('without', () => {
    const { arrays } = kind('integer', rounded(example, { symmetric: true }));
    expect(f16Values(arrays.scales)[0]).toBeCloseTo(0.2, 4);
    expect(codes(arrays.codes).map((code) => code - 8)).toEqual([1, -4, 2, 6, 0, 5, -7, 0]);
  });

  it('in NF4', () => {
    const settings = { granularity: 'row', group: 64, doubleScales: false } as const;
    const { arrays } = kind('levels', finish(nf4.quantize(example, settings)));
    expect(codes(arrays.codes)).toEqual([8, 2, 10, 14, 7, 14, 0, 7]);
  });
});

describe('round to nearest', () => {
  it('errs by half a step at most', () => {
    fc.assert(
      fc.property(matrices(), anySettings, (matrix, settings) => {
        const encoding = kind('integer', rounded(matrix, settings));
        const values = decode(encoding);
        for (const [index, scale] of f16Values(encoding.arrays.scales).entries()) {
          const { start, end } = groupRange(encoding, index);
          const worst = values
            .subarray(start, end)
            .reduce((most, value, i) => Math.max(most, Math.abs(value - (matrix.values[start + i] ?? NaN))), 0);
          // A scale that f16 rounds down leaves the largest weights that much outside.
          expect(worst).toBeLessThanOrEqual(scale * (0.5 + 2 ** (settings.bits - 11)));
        }
      }),
    );
  });

  it('keeps zeros', () => {
    fc.assert(
      fc.property(matrices(), anySettings, (matrix, settings) => {
        const values = decode(rounded(matrix, settings));
        expect(values.filter((value, i) => matrix.values[i] === 0 && value !== 0)).toEqual(new Float32Array());
      }),
    );
  });

  it('without zero points, changes nothing the second time', () => {
    fc.assert(
      fc.property(matrices(), anySettings, (matrix, { bits, granularity }) => {
        const once = rounded(matrix, { bits, granularity, symmetric: true });
        const twice = rounded(again(matrix, decode(once)), { bits, granularity, symmetric: true });
        expect(twice).toEqual(once);
      }),
    );
  });

  it('errs less with more bits and with smaller groups', () => {
    const matrix = gaussianMatrix(16, 256, 1);
    const error = (settings: Partial<RtnSettings>): number =>
      meanSquaredError(matrix.values, decode(rounded(matrix, settings)));
    for (const symmetric of [true, false]) {
      const byBits = [8, 7, 6, 5, 4, 3, 2].map((bits) => error({ bits, symmetric }));
      expect(byBits).toEqual(byBits.toSorted((a, b) => a - b));
      const byGroup = [
        ...[32, 64, 128].map((group) => error({ granularity: 'group', group, symmetric })),
        error({ granularity: 'row', symmetric }),
        error({ granularity: 'tensor', symmetric }),
      ];
      expect(byGroup).toEqual(byGroup.toSorted((a, b) => a - b));
    }
  });

  it('with clip search never errs more, and at few bits much less', () => {
    fc.assert(
      fc.property(matrices(), anySettings, (matrix, settings) => {
        const searched = meanSquaredError(matrix.values, decode(rounded(matrix, { ...settings, clipSearch: true })));
        expect(searched).toBeLessThanOrEqual(
          meanSquaredError(matrix.values, decode(rounded(matrix, settings))) * (1 + 1e-6) + 1e-12,
        );
      }),
      { numRuns: 30 },
    );
    const matrix = gaussianMatrix(4, 128, 2);
    expect(meanSquaredError(matrix.values, decode(rounded(matrix, { bits: 3, clipSearch: true })))).toBeLessThan(
      0.7 * meanSquaredError(matrix.values, decode(rounded(matrix, { bits: 3 }))),
    );
  });
});

describe('levels', () => {
  const matrix = gaussianMatrix(64, 256, 3);
  const variance = meanSquaredError(matrix.values, new Float32Array(matrix.values.length));
  const relative = (values: Float32Array): number => meanSquaredError(matrix.values, values) / variance;
  const normalFloat = (doubleScales: boolean) =>
    finish(nf4.quantize(matrix, { granularity: 'group', group: 64, doubleScales }));

  it('of NF4 fit normal weights better than even ones', () => {
    const even = relative(decode(rounded(matrix, { symmetric: true, granularity: 'group', group: 64 })));
    const uneven = relative(decode(normalFloat(false)));
    expect(uneven / even).toBeLessThan(0.75);
  });

  it('change nothing the second time', () => {
    const once = normalFloat(false);
    const settings = { granularity: 'group', group: 64, doubleScales: false } as const;
    expect(finish(nf4.quantize(again(matrix, decode(once)), settings))).toEqual(once);
  });

  it('lose next to nothing by double quantisation', () => {
    expect(relative(decode(normalFloat(true))) / relative(decode(normalFloat(false)))).toBeLessThan(1.01);
  });

  it.each([
    ['e4m3', 3],
    ['e5m2', 2],
  ] as const)('of %s err in proportion to the weight', (format, mantissaBits) => {
    const values = decode(finish(fp8.quantize(matrix, { format, granularity: 'tensor', group: 32 })));
    const worst = matrix.values.reduce((most, exact, i) => {
      return Math.abs(exact) < 0.1 ? most : Math.max(most, Math.abs((values[i] ?? NaN) / exact - 1));
    }, 0);
    expect(worst).toBeLessThanOrEqual(2 ** -(mantissaBits + 1) * (1 + 1e-5));
    expect(worst).toBeGreaterThan(2 ** -(mantissaBits + 2));
  });
});

describe('binary', () => {
  it('has the scale with the least squared error for its signs', () => {
    fc.assert(
      fc.property(matrices(), fc.double({ min: 0.5, max: 1.5, noNaN: true }), (matrix, factor) => {
        const settings = { granularity: 'row', group: 32 } as const;
        const values = decode(finish(binary.quantize(matrix, settings)));
        const moved = values.map((value) => factor * value);
        // f16 keeps the scale within 2^-11 of the best, where the parabola is flat.
        const slack = 2 ** -20 * meanSquaredError(values, new Float32Array(values.length));
        expect(meanSquaredError(matrix.values, values)).toBeLessThanOrEqual(
          meanSquaredError(matrix.values, moved) + slack,
        );
      }),
    );
  });
});

describe('HQQ', () => {
  it('never errs more for iterating longer, and less for iterating at all', () => {
    const matrix = gaussianMatrix(8, 128, 4);
    const settings = { ...defaultsOf(hqq.params), bits: 3 };
    const errors = [0, 1, 2, 5, 10, 20, 50].map((iterations) => {
      const values = decode(finish(hqq.quantize(matrix, { ...settings, iterations })));
      return matrix.values.reduce((sum, value, i) => sum + Math.abs(value - (values[i] ?? NaN)), 0);
    });
    expect(errors).toEqual(errors.toSorted((a, b) => b - a));
    expect((errors.at(-1) ?? NaN) / (errors[0] ?? NaN)).toBeLessThan(0.98);
  });

  it('holds groups of equal weights, and groups far from zero', () => {
    const values = Float32Array.from({ length: 128 }, (_, i) => (i < 64 ? -0.25 : 3 + 1e-4 * (i - 64)));
    const matrix = { rows: 2, columns: 64, values };
    const back = decode(finish(hqq.quantize(matrix, defaultsOf(hqq.params))));
    expect(back.subarray(0, 64).every((value) => Math.abs(value + 0.25) < 2e-4)).toBe(true);
    expect(back.subarray(64).every((value, i) => Math.abs(value - (values[64 + i] ?? NaN)) < 0.11)).toBe(true);
  });
});

describe('methods that look at data', () => {
  const columns = 96;
  const matrix = gaussianMatrix(12, columns, 5);
  const calibration = mixedCalibration(600, columns, 6);
  const identity: Calibration = {
    ...calibration,
    gram: Float64Array.from({ length: columns ** 2 }, (_, i) => (i % (columns + 1) === 0 ? 1 : 0)),
  };
  const loss = (values: Float32Array): number => outputError(matrix, values, calibration);

  describe.each(granularities)('one scale per %s', (granularity) => {
    it.each([false, true])('GPTQ with H = I is round to nearest, activation order %s', (actOrder) => {
      for (const bits of [2, 4]) {
        const settings = { ...defaultsOf(gptq.params), ...plain, bits, granularity, actOrder };
        expect(finish(gptq.quantize(matrix, settings, identity))).toEqual(rounded(matrix, { bits, granularity }));
      }
    });

    it('GPTQ and AWQ lose less at the outputs than round to nearest', () => {
      for (const bits of [2, 3, 4, 6]) {
        const nearest = loss(decode(rounded(matrix, { bits, granularity })));
        const common = { ...plain, bits, granularity };
        for (const actOrder of [false, true]) {
          const settings = { ...defaultsOf(gptq.params), ...common, actOrder };
          expect(loss(decode(finish(gptq.quantize(matrix, settings, calibration))))).toBeLessThan(0.8 * nearest);
        }
        for (const clipSearch of [false, true]) {
          const settings = { ...defaultsOf(awq.params), ...common, clipSearch };
          expect(loss(decode(finish(awq.quantize(matrix, settings, calibration))))).toBeLessThan(nearest);
        }
      }
    });

    it('AWQ without exponents is round to nearest', () => {
      const settings = { ...defaultsOf(awq.params), ...plain, granularity, largestExponent: 0, clipSearch: false };
      expect(decode(finish(awq.quantize(matrix, settings, calibration)))).toEqual(
        decode(rounded(matrix, { granularity })),
      );
    });
  });

  it('AWQ keeps what round to nearest loses where a few inputs are outliers', () => {
    const factors = outlierFactors(columns, [7, 50], 30);
    const [outlying] = foldChannels({ gain: new Float32Array(columns), matrices: [matrix] }, factors).matrices;
    if (outlying === undefined) throw new Error('the fold lost the matrix');
    const seen = foldCalibration(calibration, factors);
    const settings = { ...defaultsOf(awq.params), ...plain };
    const error = (values: Float32Array): number => outputError(outlying, values, seen) / loss(decode(rounded(matrix)));
    expect(error(decode(rounded(outlying)))).toBeGreaterThan(3);
    expect(error(decode(finish(awq.quantize(outlying, settings, seen))))).toBeLessThan(1.5);
  });

  it('GPTQ drops inputs that never carry anything', () => {
    const gram = calibration.gram.map((value, i) => (i % columns === 3 || Math.floor(i / columns) === 3 ? 0 : value));
    const settings = { ...defaultsOf(gptq.params), ...plain };
    const values = decode(finish(gptq.quantize(matrix, settings, { ...calibration, gram })));
    expect(values.filter((_, i) => i % columns === 3).every((value) => value === 0)).toBe(true);
    expect(values.filter((_, i) => i % columns === 4).some((value) => value !== 0)).toBe(true);
  });

  it('GPTQ says what is wrong with calibration data that are no numbers', () => {
    const gram = calibration.gram.map(() => NaN);
    const settings = { ...defaultsOf(gptq.params), ...plain };
    expect(() => finish(gptq.quantize(matrix, settings, { ...calibration, gram }))).toThrow(/^non-finite.*calibration/);
  });
});
