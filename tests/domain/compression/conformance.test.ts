/** What every quantiser must satisfy: the size it promised, progress, finite weights, and refusals that say why. */
import { describe, expect, it } from 'vitest';
import {
  finish,
  type Calibration,
  type Matrix,
  type Pass,
  type QuantizerDefinition,
} from '../../../src/domain/compression/contract.ts';
import type { Encoding } from '../../../src/domain/compression/encodings/contract.ts';
import { decode, encodedBytes, plannedBytes } from '../../../src/domain/compression/encodings/index.ts';
import { quantizers } from '../../../src/domain/compression/quantizers/index.ts';
import { reportOf } from '../../../src/domain/core/errors.ts';
import { defaultsOf, type ParamSpecs, type Settings } from '../../../src/domain/core/params.ts';
import { gaussianMatrix, meanSquaredError, mixedCalibration } from './arbitraries.ts';

const all: readonly QuantizerDefinition[] = Object.values(quantizers);

const run = (
  quantizer: QuantizerDefinition,
  matrix: Matrix,
  settings: Settings<ParamSpecs>,
  calibration: Calibration,
): Pass<Encoding> =>
  quantizer.needs === 'weights'
    ? quantizer.quantize(matrix, settings)
    : quantizer.quantize(matrix, settings, calibration);

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
      const encoding = finish(run(quantizer, matrix, settings, calibration));
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
    const once = finish(run(quantizer, copy, settings, calibration));
    expect(copy.values).toEqual(matrix.values);
    expect(finish(run(quantizer, copy, settings, calibration))).toEqual(once);
  });

  it('tells its progress, from near 0 to 1 and never back', () => {
    const settings = variants(quantizer).at(-1) ?? {};
    const shares = [...run(quantizer, matrix, settings, calibration)];
    expect(shares.length).toBeGreaterThan(2);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares[0]).toBeLessThan(0.2);
    expect(shares.at(-1)).toBeCloseTo(1, 12);
  });

  it('makes zeros of zeros, and finite weights of large and tiny ones', () => {
    const settings = defaultsOf(quantizer.params);
    const scaled = (size: number): Float32Array => {
      const values = matrix.values.map((value) => size * value);
      return decode(finish(run(quantizer, { ...matrix, values }, settings, calibration)));
    };
    expect(scaled(0).every((value) => value === 0)).toBe(true);
    for (const size of [1e5, 1e-5, 1e-12]) expect(scaled(size).every(Number.isFinite), String(size)).toBe(true);
  });

  it('takes rows of any length, or says why not before and while it is asked', () => {
    const odd = gaussianMatrix(3, 37, 9);
    const settings = defaultsOf(quantizer.params);
    const problems = quantizer.checkShape?.(odd, settings) ?? [];
    expect(problems.length).toBe(quantizer.id === 'q8-0' || quantizer.id === 'q4-0' ? 1 : 0);
    const count = (): number => decode(finish(run(quantizer, odd, settings, mixedCalibration(100, 37, 1)))).length;
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
