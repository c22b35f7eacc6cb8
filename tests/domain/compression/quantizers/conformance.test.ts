/** What every quantiser must satisfy: the size it promised, progress, finite weights, and refusals that say why. */
import { describe, expect, it } from 'vitest';
import { finish, type QuantizerDefinition } from '../../../../src/domain/compression/contract.ts';
import { decode, encodedBytes, plannedBytes } from '../../../../src/domain/compression/encodings/index.ts';
import { quantize } from '../../../../src/domain/compression/quantizers/quantize.ts';
import { quantizers } from '../../../../src/domain/compression/quantizers/index.ts';
import { reportOf } from '../../../../src/domain/core/errors.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../../../../src/domain/core/params.ts';
import { gaussianMatrix, meanSquaredError, mixedCalibration } from '../arbitraries.ts';

const all: readonly QuantizerDefinition[] = Object.values(quantizers);

/** The defaults, and every granularity where there is one. */
function variants({ params }: QuantizerDefinition): readonly Settings<ParamSpecs>[] {
  const settings = defaultsOf(params);
  if (!('granularity' in params)) return [settings];
  return ['tensor', 'row', 'group'].map((granularity) => ({ ...settings, granularity, group: 32 }));
}

describe.each(all.map((quantizer) => [quantizer.id, quantizer] as const))('quantiser %s', (_id, quantizer) => {
  const matrix = gaussianMatrix(6, 96, 7);
  const calibration = mixedCalibration(300, 96, 8);

  it('writes what it planned, closer to the weights than nothing at all', () => {
    for (const settings of variants(quantizer)) {
      const encoding = finish(quantize(quantizer, matrix, settings, calibration));
      const { arrays: _arrays, ...header } = encoding;
      expect(header).toEqual(quantizer.plan(matrix, settings));
      expect(encodedBytes(encoding)).toBe(plannedBytes(header));
      const error = meanSquaredError(matrix.values, decode(encoding));
      expect(error).toBeLessThan(meanSquaredError(matrix.values, new Float32Array(matrix.values.length)));
    }
  });

  it('leaves the matrix as it is and gives the same twice', () => {
    const copy = { ...matrix, values: Float32Array.from(matrix.values) };
    const settings = defaultsOf(quantizer.params);
    const once = finish(quantize(quantizer, copy, settings, calibration));
    expect(copy.values).toEqual(matrix.values);
    expect(finish(quantize(quantizer, copy, settings, calibration))).toEqual(once);
  });

  it('tells its progress, from near 0 to 1 and never back', () => {
    const settings = variants(quantizer).at(-1) ?? {};
    const shares = [...quantize(quantizer, matrix, settings, calibration)];
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.2);
    expect(shares.at(-1)).toBeCloseTo(1, 12);
  });

  it('makes zeros of zeros, and finite weights of large and tiny ones', () => {
    const settings = defaultsOf(quantizer.params);
    const scaled = (size: number): Float32Array => {
      const values = matrix.values.map((value) => size * value);
      return decode(finish(quantize(quantizer, { ...matrix, values }, settings, calibration)));
    };
    expect(scaled(0).every((value) => value === 0)).toBe(true);
    for (const size of [1e5, 1e-5, 1e-12]) expect(scaled(size).every(Number.isFinite), String(size)).toBe(true);
  });

  it('takes rows of any length, or says why not before and while it is asked', () => {
    const odd = gaussianMatrix(3, 37, 9);
    const settings = defaultsOf(quantizer.params);
    const problems = quantizer.checkShape?.(odd, settings) ?? [];
    expect(problems.length).toBe(quantizer.id === 'q8-0' || quantizer.id === 'q4-0' ? 1 : 0);
    const count = (): number => decode(finish(quantize(quantizer, odd, settings, mixedCalibration(100, 37, 1)))).length;
    expect(thrownBy(count)).toEqual(problems.length > 0 ? { code: 'bad-config', problems } : null);
  });
});

/** Of a TrimtabError, what its report says; null where nothing is thrown. */
function thrownBy(action: () => unknown): unknown {
  try {
    action();
    return null;
  } catch (error) {
    const { code, problems } = reportOf(error);
    return { code, problems };
  }
}

describe.each(all.map((quantizer) => [quantizer.id, quantizer] as const))('quantiser %s refuses', (_id, quantizer) => {
  const matrix = gaussianMatrix(2, 32, 7);
  const settings = defaultsOf(quantizer.params);
  const calibration = mixedCalibration(100, 32, 8);
  const withFirst = <A extends Float32Array | Float64Array>(values: A, first: number): A => {
    const changed = values.slice() as A;
    changed[0] = first;
    return changed;
  };

  it.each([NaN, Infinity])('weights with %f', (value) => {
    const broken = { ...matrix, values: withFirst(matrix.values, value) };
    expect(() => finish(quantize(quantizer, broken, settings, calibration))).toThrow(/^non-finite.*weights/);
  });

  it('calibration that it needs and that is missing, of another matrix or no numbers', () => {
    const others = [null, mixedCalibration(100, 33, 8), { ...calibration, gram: withFirst(calibration.gram, NaN) }];
    const words = others.map((other) => thrownWords(() => finish(quantize(quantizer, matrix, settings, other))));
    const missing = `${quantizer.id}: the calibration is missing or of another matrix`;
    expect(words).toEqual(
      quantizer.needs === 'weights' ? ['', '', ''] : [missing, missing, 'non-finite {"what":"calibration"}'],
    );
  });
});

function thrownWords(action: () => unknown): string {
  try {
    action();
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

describe.each(all.filter(({ params }) => 'group' in params).map((quantizer) => [quantizer.id, quantizer] as const))(
  'groups of %s',
  (_id, quantizer) => {
    it('are multiples of 32, and the nearest one is offered', () => {
      const problems = (group: number) => quantizer.check?.({ ...defaultsOf(quantizer.params), group });
      expect(problems(96)).toEqual([]);
      expect(problems(100)).toMatchObject([{ path: 'group', nearest: 96 }]);
      expect(problems(33)).toMatchObject([{ path: 'group', nearest: 32 }]);
    });
  },
);
