/** Low rank against numpy, Eckart–Young and its whitened form, and against each other. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import type { LowRankDefinition } from '../../../../src/domain/compression/low-rank/contract.ts';
import { decompose, product, truncate } from '../../../../src/domain/compression/low-rank/decompose.ts';
import { factorize } from '../../../../src/domain/compression/low-rank/factorize.ts';
import { lowRankMethods } from '../../../../src/domain/compression/low-rank/index.ts';
import { tailEnergy } from '../../../../src/domain/compression/low-rank/rank.ts';
import type { Calibration, Matrix } from '../../../../src/domain/compression/contract.ts';
import { relativeError, type GoldenTensor } from '../../../goldens/goldens.ts';
import { calibrationFrom, correlatedInputs, matrixOf, normalMatrix, outputError, whiteCalibration } from '../made.ts';
import { thrownBy } from '../thrownBy.ts';

interface Truncations {
  readonly singularValues: GoldenTensor;
  readonly truncations: readonly { readonly rank: number; readonly product: GoldenTensor }[];
}

interface LowRankGolden extends Record<'plain' | 'whitened', Truncations> {
  readonly weights: GoldenTensor;
  readonly inputs: GoldenTensor;
}

const goldens = JSON.parse(
  readFileSync(new URL('../../../goldens/low-rank.json', import.meta.url), 'utf8'),
) as readonly LowRankGolden[];

const { svd, 'whitened-svd': whitenedSvd } = lowRankMethods;
const undamped = { ...defaultsOf(whitenedSvd.params), damping: 0 };

describe.each(goldens.map((golden) => [golden.weights.shape.join(' × '), golden] as const))('%s', (_name, golden) => {
  const [rows = 0, columns = 0] = golden.weights.shape;
  const matrix = matrixOf(rows, columns, golden.weights.data);
  const calibration = calibrationFrom(golden.inputs.data, columns);

  it.each([
    ['plain', null],
    ['whitened', whitenedSvd.weighting(undamped, { matrix, calibration })],
  ] as const)('%s: singular values and truncations are those of numpy', (which, weighting) => {
    const decomposition = decompose(matrix, weighting);
    expect(relativeError(decomposition.singularValues, golden[which].singularValues.data)).toBeLessThan(1e-6);
    for (const { rank, product: expected } of golden[which].truncations) {
      const low = truncate(decomposition, rank);
      expect([low.left.rows, low.left.columns, low.right.rows, low.right.columns]).toEqual([rows, rank, rank, columns]);
      expect(relativeError(product(low).values, expected.data)).toBeLessThan(1e-6);
    }
  });
});

const columns = 24;
const matrix = normalMatrix(16, columns, 3);
const calibration = calibrationFrom(correlatedInputs(300, columns, 4), columns);

/** Of the truncation in f32, against the weights or the outputs of all calibration inputs. */
const errorAt = (rank: number, weighting: Float64Array | null, gram: Float64Array): number =>
  outputError(matrix, product(truncate(decompose(matrix, weighting), rank)).values, gram);

describe('what truncation costs', () => {
  const whitening = whitenedSvd.weighting(undamped, { matrix, calibration });
  const white = whiteCalibration(columns).gram;

  it.each([1, 5, 11, 15])('at rank %i the squared error is the energy of the singular values left out', (rank) => {
    const plain = tailEnergy(decompose(matrix, null).singularValues, rank);
    expect(Math.abs(errorAt(rank, null, white) / plain - 1)).toBeLessThan(1e-5);
    const whitened = tailEnergy(decompose(matrix, whitening).singularValues, rank);
    expect(Math.abs(errorAt(rank, whitening, calibration.gram) / whitened - 1)).toBeLessThan(1e-5);
  });

  it('nothing at full rank', () => {
    for (const weighting of [null, whitening]) {
      expect(
        relativeError(product(truncate(decompose(matrix, weighting), 16)).values, [...matrix.values]),
      ).toBeLessThan(1e-6);
    }
  });

  it.each([1, 4, 8, 12])('at rank %i whitening loses less in the outputs, and more in the weights', (rank) => {
    expect(errorAt(rank, whitening, calibration.gram)).toBeLessThan(0.9 * errorAt(rank, null, calibration.gram));
    expect(errorAt(rank, whitening, white)).toBeGreaterThan(errorAt(rank, null, white));
  });

  it('the same with and without whitening for white inputs', () => {
    const layer = { matrix, calibration: whiteCalibration(columns) };
    const [first, second] = [null, whitenedSvd.weighting(undamped, layer)].map((weighting) =>
      product(truncate(decompose(matrix, weighting), 5)),
    );
    expect(relativeError(second?.values ?? [], [...(first?.values ?? [])])).toBeLessThan(1e-6);
  });

  it('the same for inputs in another unit, damping and all', () => {
    const inputs = correlatedInputs(300, columns, 4);
    const [small, large] = [1, 1000].map((unit) => {
      const layer = {
        matrix,
        calibration: calibrationFrom(
          inputs.map((value) => unit * value),
          columns,
        ),
      };
      const weighting = whitenedSvd.weighting({ ...undamped, damping: 0.1 }, layer);
      return product(truncate(decompose(matrix, weighting), 5)).values;
    });
    expect(relativeError(large ?? [], [...(small ?? [])])).toBeLessThan(1e-6);
  });

  it('both factors are of like size', () => {
    const { left, right } = truncate(decompose(matrix, null), 4);
    const norm = ({ values }: Matrix): number => Math.sqrt(values.reduce((sum, value) => sum + value * value, 0));
    expect(norm(left) / norm(right)).toBeCloseTo(1, 5);
  });
});

describe('factorize', () => {
  it('leaves a matrix alone whose factors would be larger', () => {
    const settings = { rankBy: 'energy', fraction: 0.5, energy: 1 } as const;
    const flat = matrixOf(4, 4, [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);
    const thin = matrixOf(4, 4, [1, 2, 3, 4, 2, 4, 6, 8, 3, 6, 9, 12, 4, 8, 12, 16]);
    const [whole, factors] = factorize(svd, settings, [{ matrix: flat }, { matrix: thin }]);
    expect(whole).toBeNull();
    expect(factors?.rank).toBe(1);
    expect(relativeError(factors ? product(factors).values : [], [...thin.values])).toBeLessThan(1e-6);
  });

  it.each(Object.values<LowRankDefinition>(lowRankMethods).map((method) => [method.id, method] as const))(
    '%s keeps within the budget and leaves its input alone',
    (_id, method) => {
      const before = { weights: matrix.values.slice(), gram: calibration.gram.slice() };
      for (const rankBy of ['budget', 'shared-budget'] as const) {
        const settings = { ...defaultsOf(method.params), rankBy, fraction: 0.6 };
        const layers = [matrix, normalMatrix(40, columns, 9)].map((one) => ({ matrix: one, calibration }));
        const factors = factorize(method, settings, layers);
        const sizes = factors.map((low) => (low ? low.left.values.length + low.right.values.length : NaN));
        const kept = sizes.reduce((sum, size) => sum + size, 0);
        const all = layers.reduce((sum, layer) => sum + layer.matrix.values.length, 0);
        expect(kept).toBeLessThanOrEqual(0.6 * all);
        expect(kept).toBeGreaterThan(0.5 * all);
      }
      expect({ weights: matrix.values, gram: calibration.gram }).toEqual(before);
    },
  );

  it('needs damping where inputs depend on each other', () => {
    const twice = calibrationFrom([1, 1, 2, 2, -1, -1], 2);
    const layers = [{ matrix: matrixOf(3, 2, [1, 2, 3, 4, 5, 6]), calibration: twice }];
    const settings = { ...defaultsOf(whitenedSvd.params), fraction: 0.9 };
    expect(thrownBy(() => factorize(whitenedSvd, { ...settings, damping: 0 }, layers))).toMatchObject({
      code: 'bad-config',
      problems: [{ path: 'damping', nearest: settings.damping }],
    });
    const [low] = factorize(whitenedSvd, settings, layers);
    // x₁ = x₂ always, so one direction is all that the outputs need.
    const lost = outputError(layers[0]?.matrix ?? matrix, low ? product(low).values : [], twice.gram);
    expect(lost).toBeLessThan(1e-4);
  });

  it('refuses weights and measurements that are not numbers', () => {
    const broken: Calibration = { ...calibration, gram: calibration.gram.with(5, NaN) };
    const settings = defaultsOf(whitenedSvd.params);
    expect(thrownBy(() => factorize(whitenedSvd, settings, [{ matrix, calibration: broken }]))).toMatchObject({
      code: 'non-finite',
      detail: { what: 'calibration' },
    });
    const weights = { ...matrix, values: matrix.values.with(0, Infinity) };
    expect(thrownBy(() => factorize(svd, settings, [{ matrix: weights }]))).toMatchObject({ code: 'non-finite' });
  });
});
