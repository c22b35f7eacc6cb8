/** Where two pruners must agree, and what a correction is worth. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { finish } from '../../../../src/domain/compression/contract.ts';
import { cholesky } from '../../../../src/domain/compression/numeric/cholesky.ts';
import { inverseFactor } from '../../../../src/domain/compression/numeric/inverseFactor.ts';
import type { PrunedLayer } from '../../../../src/domain/compression/pruners/contract.ts';
import { pruners } from '../../../../src/domain/compression/pruners/index.ts';
import { masked, maskByScores, prunedCount } from '../../../../src/domain/compression/pruners/select.ts';
import {
  calibrationFrom,
  correlatedInputs,
  countOf,
  layerOf,
  normalMatrix,
  outputError,
  whiteCalibration,
} from '../made.ts';

const matrix = normalMatrix(16, 32, 5);
const unstructured = { sparsity: 0.5, pattern: 'unstructured' } as const;

describe('with inputs of equal norm that know nothing of each other', () => {
  const white = layerOf(matrix, whiteCalibration(matrix.columns));

  it('Wanda is magnitude within each row', () => {
    const [pruned] = pruners.wanda.prune(unstructured, [white]);
    const expected = maskByScores(Float64Array.from(matrix.values, Math.abs), matrix.rows, unstructured);
    expect(pruned?.mask).toEqual(expected);
  });

  it.each(['unstructured', '2:4', '4:8'] as const)('SparseGPT is magnitude, without corrections: %s', (pattern) => {
    const [pruned] = pruners['sparse-gpt'].prune({ sparsity: 0.5, pattern, damping: 0.01 }, [white]);
    expect([pruned]).toEqual(pruners.magnitude.prune({ sparsity: 0.5, pattern, scope: 'layer' }, [white]));
  });
});

describe('SparseGPT', () => {
  const calibration = calibrationFrom(correlatedInputs(150, 32, 8), 32);

  it('has a smaller output error than its own mask without the corrections', () => {
    const [pruned] = pruners['sparse-gpt'].prune({ ...unstructured, damping: 1e-6 }, [layerOf(matrix, calibration)]);
    const { mask, values } = pruned ?? { mask: new Uint8Array(), values: new Float32Array() };
    const corrected = outputError(matrix, values, calibration.gram);
    expect(corrected).toBeGreaterThan(0);
    expect(corrected).toBeLessThan(0.5 * outputError(matrix, masked(matrix.values, mask), calibration.gram));
  });

  it('does with inputs that fire what it would do if there were no others', () => {
    const live = 16;
    const narrow = normalMatrix(8, live, 12);
    const wide = { ...narrow, columns: 2 * live, values: new Float32Array(16 * live) };
    const inputs = correlatedInputs(100, live, 13);
    const padded = new Float64Array(2 * inputs.length);
    for (const [i, value] of narrow.values.entries()) wide.values[Math.floor(i / live) * 2 * live + (i % live)] = value;
    for (const [i, value] of inputs.entries()) padded[Math.floor(i / live) * 2 * live + (i % live)] = value;
    const prunedAt = (sparsity: number, layer: PrunedLayer): Float32Array =>
      pruners['sparse-gpt'].prune({ sparsity, pattern: 'unstructured', damping: 0.5 }, [layer])[0]?.values ??
      new Float32Array();
    // Half of the weights meet inputs that never fire and go first; of the others half go in both cases.
    const ofWide = prunedAt(0.75, layerOf(wide, calibrationFrom(padded, 2 * live)));
    const ofNarrow = prunedAt(0.5, layerOf(narrow, calibrationFrom(inputs, live)));
    expect(ofWide.filter((_, i) => i % (2 * live) < live)).toEqual(ofNarrow);
  });

  it('does not depend on the unit of the inputs, and drops weights of inputs that never fire first', () => {
    const inputs = correlatedInputs(150, 32, 8).map((value, i) => (i % 32 === 7 ? 0 : value));
    const [small, large] = [1, 1000].map((unit) => {
      const layer = layerOf(
        matrix,
        calibrationFrom(
          inputs.map((value) => value * unit),
          32,
        ),
      );
      return pruners['sparse-gpt'].prune({ sparsity: 0.1, pattern: 'unstructured', damping: 0.01 }, [layer])[0];
    });
    expect(large?.mask).toEqual(small?.mask);
    for (const [i, value] of (small?.values ?? new Float32Array()).entries()) {
      expect(Math.abs((large?.values[i] ?? NaN) - value)).toBeLessThan(1e-5);
    }
    const never = Array.from({ length: matrix.rows }, (_, row) => small?.mask[row * 32 + 7]);
    expect(new Set(never)).toEqual(new Set([0]));
  });
});

describe('random', () => {
  it('is a function of its seed and of the matrix’ place in the model', () => {
    const maskAt = (seed: number, index: number): Uint8Array | undefined =>
      pruners.random.prune({ ...unstructured, seed }, [layerOf(matrix, undefined, index)])[0]?.mask;
    expect(maskAt(1, 0)).toEqual(maskAt(1, 0));
    expect(maskAt(1, 0)).not.toEqual(maskAt(2, 0));
    expect(maskAt(1, 0)).not.toEqual(maskAt(1, 1));
  });
});

describe('magnitude over the whole model', () => {
  it('takes more from the matrix with the smaller weights', () => {
    const small = { ...matrix, values: matrix.values.map((value) => 0.2 * value) };
    const layers = [layerOf(matrix), layerOf(small, undefined, 1)];
    const settings = { ...unstructured, scope: 'global' } as const;
    expect(pruners.magnitude.together?.(settings)).toBe(true);
    const [large, little] = pruners.magnitude.prune(settings, layers).map(({ mask }) => countOf(mask, 0));
    expect((large ?? 0) + (little ?? 0)).toBe(matrix.values.length);
    expect(little).toBeGreaterThan(3 * (large ?? Infinity));
  });

  it('contradicts a pattern, which compares neighbours', () => {
    const problems = pruners.magnitude.check?.({ sparsity: 0.5, pattern: '4:8', scope: 'global' });
    expect(problems).toMatchObject([{ path: 'scope', nearest: 'layer' }]);
  });
});

describe('masks by score', () => {
  it('counts as Python rounds: half to even', () => {
    expect([1, 3, 5, 7].map((size) => prunedCount(size, 0.5))).toEqual([0, 2, 2, 4]);
    expect(prunedCount(10, 0.7)).toBe(7);
  });

  it('no weight that goes scores higher than one that stays, and of equals the first goes', () => {
    const scores = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(scores, fc.double({ min: 0, max: 0.99, noNaN: true }), (list, sparsity) => {
        const mask = maskByScores(Float64Array.from(list), 1, { sparsity, pattern: 'unstructured' });
        const order = list.map((score, i) => [score, i] as const).toSorted(([a, i], [b, j]) => a - b || i - j);
        const gone = order.slice(0, prunedCount(list.length, sparsity)).map(([, i]) => i);
        expect(Array.from(mask.keys()).filter((i) => mask[i] === 0)).toEqual(gone.toSorted((a, b) => a - b));
      }),
    );
  });
});

describe('Cholesky factors', () => {
  const n = 12;
  const gram = calibrationFrom(correlatedInputs(40, n, 2), n).gram;
  const product = (left: Float64Array, right: Float64Array): number[] =>
    Array.from({ length: n * n }, (_, at) => {
      let sum = 0;
      for (let k = 0; k < n; k++) sum += (left[Math.floor(at / n) * n + k] ?? 0) * (right[k * n + (at % n)] ?? 0);
      return sum;
    });
  const transposed = (values: Float64Array): Float64Array =>
    values.map((_, at) => values[(at % n) * n + Math.floor(at / n)] ?? NaN);
  const identity = Array.from({ length: n * n }, (_, at) => (Math.floor(at / n) === at % n ? 1 : 0));
  const largestDifference = (actual: readonly number[], expected: ArrayLike<number>): number =>
    Math.max(...actual.map((value, i) => Math.abs(value - (expected[i] ?? NaN))));

  it('multiply back to the matrix and to its inverse', () => {
    const lower = cholesky(gram, n) ?? new Float64Array();
    const upper = finish(inverseFactor(gram.slice(), n));
    expect(largestDifference(product(lower, transposed(lower)), gram)).toBeLessThan(1e-12);
    const inverse = Float64Array.from(product(transposed(upper), upper));
    expect(largestDifference(product(inverse, gram), identity)).toBeLessThan(1e-9);
    for (let i = 0; i < n; i++) {
      for (let j = 0; j < i; j++) expect([lower[j * n + i], upper[i * n + j]]).toEqual([0, 0]);
    }
  });

  it('do not exist where the matrix is not positive definite', () => {
    expect(cholesky(Float64Array.of(1, 2, 2, 1), 2)).toBeNull();
    expect(() => finish(inverseFactor(Float64Array.of(0, 0, 0, 1), 2))).toThrow(/^non-finite/);
    // Positive by rounding alone.
    expect(cholesky(Float64Array.of(1, 1, 1, 1 + Number.EPSILON), 2)).toBeNull();
    expect(() => finish(inverseFactor(Float64Array.of(1 + Number.EPSILON, 1, 1, 1), 2))).toThrow(/^non-finite/);
    expect(cholesky(Float64Array.of(NaN), 1)).toBeNull();
  });
});
