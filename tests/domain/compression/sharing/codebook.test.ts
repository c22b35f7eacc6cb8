/** Codebooks against scikit-learn and autograd, and what k-means promises. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import type { Codebook } from '../../../../src/domain/compression/sharing/contract.ts';
import { sharingMethods } from '../../../../src/domain/compression/sharing/index.ts';
import { kMeans } from '../../../../src/domain/compression/sharing/kMeans.ts';
import {
  indexBits,
  packCodebook,
  packedCodebookBytes,
  unpackCodebook,
} from '../../../../src/domain/compression/sharing/packCodebook.ts';
import { centroidGradients, weightsOf } from '../../../../src/domain/compression/sharing/weights.ts';
import { relativeError, type GoldenTensor } from '../../../goldens/goldens.ts';
import { thrownBy } from '../thrownBy.ts';

interface CodebookGolden {
  readonly entries: number;
  readonly centroids: GoldenTensor;
  readonly indices: readonly number[];
  readonly error: number;
}

const golden = JSON.parse(readFileSync(new URL('../../../goldens/sharing.json', import.meta.url), 'utf8')) as {
  readonly kMeans: readonly {
    readonly name: string;
    readonly values: GoldenTensor;
    readonly codebooks: readonly CodebookGolden[];
  }[];
  readonly gradient: {
    readonly indices: readonly number[];
    readonly weights: GoldenTensor;
    readonly centroids: GoldenTensor;
  };
};

const { codebook } = sharingMethods;
const defaults = defaultsOf(codebook.params);
const squaredError = (values: ArrayLike<number>, shared: Codebook): number =>
  weightsOf(shared).reduce((sum, value, i) => sum + (value - (values[i] ?? NaN)) ** 2, 0);

const cases = golden.kMeans.flatMap(({ name, values, codebooks }) =>
  codebooks.map((one) => [name, one.entries, Float32Array.from(values.data), one] as const),
);

it.each(cases)('%s, %i entries: the clusters of scikit-learn', (_name, entries, values, expected) => {
  const shared = codebook.share({ ...defaults, entries }, values);
  expect(relativeError(shared.centroids, expected.centroids.data)).toBeLessThan(1e-6);
  expect(Array.from(shared.indices)).toEqual(expected.indices);
  expect(Math.abs(squaredError(values, shared) / expected.error - 1)).toBeLessThan(1e-5);
});

it('the gradient of a shared value is that of autograd', () => {
  const { indices, weights, centroids } = golden.gradient;
  const shared = { centroids: new Float32Array(8), indices: Uint8Array.from(indices) };
  const sums = centroidGradients(Float32Array.from(weights.data), shared);
  expect(relativeError(sums, centroids.data)).toBeLessThan(1e-6);
});

describe('k-means', () => {
  const floats = fc.array(fc.float({ noNaN: true, noDefaultInfinity: true, min: -8, max: 8 }), {
    minLength: 1,
    maxLength: 60,
  });
  const sizes = fc.integer({ min: 2, max: 12 });

  it('gives every value its nearest centroid, in ascending order', () => {
    fc.assert(
      fc.property(floats, sizes, (list, entries) => {
        const values = Float32Array.from(list);
        const { centroids, indices } = codebook.share({ ...defaults, entries }, values);
        expect(centroids).toEqual(centroids.toSorted());
        for (const [i, value] of values.entries()) {
          const distances = Array.from(centroids, (centroid) => Math.abs(centroid - value));
          expect(distances[indices[i] ?? -1]).toBeLessThanOrEqual(Math.min(...distances) * (1 + 1e-12) + 1e-30);
        }
      }),
    );
  });

  it('never loses by another round, and uses every entry if there are values enough', () => {
    fc.assert(
      fc.property(floats, sizes, (list, entries) => {
        const values = Float32Array.from(list);
        let before = Infinity;
        for (let rounds = 1; rounds <= 6; rounds++) {
          const error = squaredError(values, codebook.share({ ...defaults, entries, rounds }, values));
          expect(error).toBeLessThanOrEqual(before * (1 + 1e-5) + 1e-9);
          before = error;
        }
      }),
    );
    const spread = Float32Array.from({ length: 40 }, (_, i) => 2 ** (i / 2));
    const { indices } = codebook.share({ ...defaults, entries: 32 }, spread);
    expect(new Set(indices).size).toBe(32);
  });

  it('has no error where there are no more different values than entries', () => {
    const values = Float32Array.from({ length: 50 }, (_, i) => [0.5, -0.25, 3, 0.125][i % 4] ?? 0);
    for (const entries of [4, 5, 16]) {
      expect(squaredError(values, codebook.share({ ...defaults, entries }, values))).toBe(0);
    }
    expect(squaredError([2, 2], codebook.share(defaults, Float32Array.of(2, 2)))).toBe(0);
  });

  it('ends: no further round changes the centroids', () => {
    const values = Float32Array.from({ length: 5000 }, (_, i) => gaussian(6, 1, i));
    const { centroids, rounds } = kMeans(values, 16, 1000);
    expect(rounds).toBeLessThan(1000);
    expect(kMeans(values, 16, rounds + 1).centroids).toEqual(centroids);
    expect(kMeans(values, 16, rounds - 2).centroids).not.toEqual(centroids);
  });

  it('a value midway between two centroids belongs to the lower one', () => {
    // Starts at 0 and 8 with 4 midway, ends at (0 + 4)/2 and (5 + 5 + 8)/3 with 4 midway again.
    const { centroids, indices } = codebook.share({ ...defaults, entries: 2 }, Float32Array.of(0, 8, 4, 5, 5));
    expect([Array.from(centroids), Array.from(indices)]).toEqual([
      [2, 6],
      [0, 1, 0, 1, 1],
    ]);
  });

  it('refuses weights that are not numbers', () => {
    expect(thrownBy(() => codebook.share(defaults, Float32Array.of(1, NaN)))).toMatchObject({
      code: 'non-finite',
      detail: { what: 'weights' },
    });
  });
});

describe('a stored codebook', () => {
  const sharable = fc.integer({ min: 2, max: 256 }).chain((entries) =>
    fc.array(fc.integer({ min: 0, max: entries - 1 }), { minLength: 1, maxLength: 80 }).map((indices) => ({
      centroids: Float32Array.from({ length: entries }, (_, i) => i / 4),
      indices: Uint8Array.from(indices),
    })),
  );

  it('comes back with either code of its indices', () => {
    fc.assert(
      fc.property(sharable, fc.boolean(), (shared, huffman) => {
        const packed = packCodebook(shared, huffman);
        expect(unpackCodebook(packed, shared.indices.length)).toEqual(shared);
      }),
    );
  });

  it('takes 4 bytes per value and ⌈log₂ k⌉ bits per weight', () => {
    expect([2, 3, 4, 5, 16, 17, 256].map(indexBits)).toEqual([1, 2, 2, 3, 4, 5, 8]);
    const shared = codebook.share(
      { ...defaults, entries: 13 },
      Float32Array.from({ length: 100 }, (_, i) => i),
    );
    expect(packedCodebookBytes(packCodebook(shared, false))).toBe(4 * 13 + 50);
  });

  it('takes fewer bytes by Huffman code where values are unequally frequent, table included', () => {
    const values = Float32Array.from({ length: 20_000 }, (_, i) => gaussian(7, 1, i));
    const shared = codebook.share(defaults, values);
    const [plain, coded] = [false, true].map((huffman) => packedCodebookBytes(packCodebook(shared, huffman)));
    expect(plain).toBe(64 + 10_000);
    expect(coded).toBeLessThan(0.95 * 10_064);
  });

  it('refuses indices of values that there are not', () => {
    const shared = { centroids: new Float32Array(4), indices: Uint8Array.of(0, 3, 1) };
    const { indices } = packCodebook(shared, false);
    expect(() => unpackCodebook({ centroids: new Float32Array(3), indices }, 3)).toThrow(RangeError);
    expect(() => unpackCodebook({ centroids: new Float32Array(4), indices }, 9)).toThrow(RangeError);
  });
});
