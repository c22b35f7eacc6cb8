/** Sparse weights in storage: round trips, exact bytes, and refusals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBits } from '../../../../src/domain/compression/sharing/packBits.ts';
import {
  bitmapBytes,
  packBitmap,
  packMask,
  packPlaces,
  placesBytes,
  unpackBitmap,
  unpackMask,
  unpackPlaces,
} from '../../../../src/domain/compression/pruners/packSparse.ts';
import { groupingOf, type Grouping } from '../../../../src/domain/compression/pruners/pattern.ts';
import { masked, maskByScores } from '../../../../src/domain/compression/pruners/select.ts';

const float = fc.float({ noNaN: true, noDefaultInfinity: true });

describe('bitmap', () => {
  it('round trip of any mask, in a bit per weight', () => {
    const weights = fc.array(fc.tuple(float, fc.integer({ min: 0, max: 1 })), { maxLength: 70 });
    fc.assert(
      fc.property(weights, (list) => {
        const mask = Uint8Array.from(list, ([, stays]) => stays);
        const values = masked(
          Float32Array.from(list, ([value]) => value),
          mask,
        );
        expect(packMask(mask).length).toBe(Math.ceil(list.length / 8));
        expect(bitmapBytes(list.length)).toBe(Math.ceil(list.length / 8));
        expect(unpackMask(packMask(mask), list.length)).toEqual(mask);
        const packed = packBitmap({ mask, values });
        expect(packed.kept.length).toBe(list.filter(([, stays]) => stays === 1).length);
        expect(unpackBitmap(packed, list.length)).toEqual({ mask, values });
      }),
    );
  });

  it('refuses weights that do not belong to the bitmap', () => {
    const positions = packMask(Uint8Array.of(1, 0, 1));
    for (const kept of [Float32Array.of(1), Float32Array.of(1, 2, 3)]) {
      expect(() => unpackBitmap({ positions, kept }, 3)).toThrow(RangeError);
    }
    expect(() => unpackBitmap({ positions, kept: Float32Array.of(1, 2) }, 9)).toThrow(RangeError);
  });
});

describe.each([
  ['2:4', 4, 0.5 * 2],
  ['4:8', 8, 0.5 * 3],
] as const)('places of %s', (pattern, size, bitsPerWeight) => {
  const grouping = groupingOf(pattern) as Grouping;

  it(`round trip, in ${bitsPerWeight} bits per weight`, () => {
    const groups = fc.array(fc.array(float, { minLength: size, maxLength: size }), { maxLength: 12 });
    fc.assert(
      fc.property(groups, (list) => {
        const weights = Float32Array.from(list.flat());
        const mask = maskByScores(Float64Array.from(weights, Math.abs), 1, { sparsity: 0.5, pattern });
        const pruned = { mask, values: masked(weights, mask) };
        const packed = packPlaces(pruned, grouping);
        expect(packed.kept.length).toBe(weights.length / 2);
        expect(packed.positions.length).toBe(Math.ceil((weights.length * bitsPerWeight) / 8));
        expect(placesBytes(weights.length, grouping)).toBe(packed.positions.length);
        expect(unpackPlaces(packed, grouping, weights.length)).toEqual(pruned);
      }),
    );
  });

  it('refuses groups that keep more or less, and the right number in the wrong groups', () => {
    const values = new Float32Array(2 * size);
    const half = Uint8Array.from(values, (_, i) => i % 2);
    const lopsided = Uint8Array.from(values, (_, i) => (i < size ? 1 : 0));
    for (const mask of [half.with(0, 1), half.with(1, 0), lopsided]) {
      expect(() => packPlaces({ mask, values }, grouping)).toThrow(RangeError);
    }
    expect(() => packPlaces({ mask: half, values }, grouping)).not.toThrow();
  });

  it('refuses places that repeat, descend, or are too few', () => {
    const places = Array.from({ length: size / 2 }, (_, i) => i);
    const packed = (list: readonly number[]): Parameters<typeof unpackPlaces>[0] => ({
      positions: packBits(list, Math.log2(size)),
      kept: new Float32Array(size / 2),
    });
    expect(Array.from(unpackPlaces(packed(places), grouping, size).mask)).toEqual(
      Array.from({ length: size }, (_, i) => (i < size / 2 ? 1 : 0)),
    );
    expect(() => unpackPlaces(packed(places.toReversed()), grouping, size)).toThrow(RangeError);
    expect(() => unpackPlaces(packed(places.with(1, 0)), grouping, size)).toThrow(RangeError);
    expect(() => unpackPlaces(packed(places), grouping, 8 * size)).toThrow(RangeError);
    expect(() => unpackPlaces({ ...packed(places), kept: new Float32Array(1) }, grouping, size)).toThrow(RangeError);
  });
});

it('the places of 2:4 lie as hardware reads them: two bits each, the first in the lowest', () => {
  const mask = Uint8Array.of(1, 0, 0, 1, 0, 1, 1, 0);
  const values = Float32Array.of(5, 0, 0, 6, 0, 7, 8, 0);
  const { positions, kept } = packPlaces({ mask, values }, { removed: 2, size: 4 });
  expect(Array.from(positions)).toEqual([0b10_01_11_00]);
  expect(Array.from(kept)).toEqual([5, 6, 7, 8]);
});
