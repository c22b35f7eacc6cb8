/**
 * Sparse weights as they are stored: the weights that stay, in order, and where they stand. Unstructured: a bit per
 * weight. N:M: the place of each remaining weight within its group, two bits at 2:4, which is the layout that hardware
 * reads and as large as the bitmap; at 4:8 the places (three bits) take half more than the bitmap.
 */
import { packBits, packedBytes, unpackBits } from '../sharing/packBits.ts';
import type { Pruned } from './contract.ts';
import type { Grouping } from './pattern.ts';

export interface PackedSparse {
  /** Bitmap or places. */
  readonly positions: Uint8Array;
  readonly kept: Float32Array;
}

export const bitmapBytes = (length: number): number => packedBytes(length, 1);
export const packMask = (mask: Uint8Array): Uint8Array => packBits(mask, 1);
/** Throws RangeError if the bytes are not those of `length` entries. */
export const unpackMask = (bytes: Uint8Array, length: number): Uint8Array =>
  Uint8Array.from(unpackBits(bytes, 1, length));

export const packBitmap = ({ mask, values }: Pruned): PackedSparse => ({
  positions: packMask(mask),
  kept: values.filter((_, i) => mask[i] === 1),
});

/** Throws RangeError if bitmap and weights do not belong together. */
export function unpackBitmap({ positions, kept }: PackedSparse, length: number): Pruned {
  const mask = unpackMask(positions, length);
  let next = 0;
  const values = Float32Array.from(mask, (stays) => (stays === 1 ? (kept[next++] ?? NaN) : 0));
  if (next !== kept.length) throw new RangeError(`unpackBitmap: ${kept.length} weights for ${next} places`);
  return { mask, values };
}

const placeBits = ({ size }: Grouping): number => Math.log2(size);

export const placesBytes = (length: number, grouping: Grouping): number =>
  packedBytes((length / grouping.size) * (grouping.size - grouping.removed), placeBits(grouping));

/** Throws RangeError if a group does not keep exactly the weights that the pattern says. */
export function packPlaces({ mask, values }: Pruned, grouping: Grouping): PackedSparse {
  const { size, removed } = grouping;
  const at = Array.from(mask.keys()).filter((i) => mask[i] === 1);
  const perGroup = size - removed;
  const regular = at.every((i, n) => Math.floor(i / size) === Math.floor(n / perGroup));
  if (!regular || at.length * size !== mask.length * perGroup) {
    throw new RangeError(`packPlaces: not every group of ${size} keeps ${perGroup}`);
  }
  return {
    positions: packBits(
      at.map((i) => i % size),
      placeBits(grouping),
    ),
    kept: Float32Array.from(at, (i) => values[i] ?? NaN),
  };
}

/** Throws RangeError if places and weights do not belong together, or a group names a place twice or out of order. */
export function unpackPlaces({ positions, kept }: PackedSparse, grouping: Grouping, length: number): Pruned {
  const { size, removed } = grouping;
  const perGroup = size - removed;
  const places = unpackBits(positions, placeBits(grouping), (length / size) * perGroup);
  if (places.length !== kept.length)
    throw new RangeError(`unpackPlaces: ${kept.length} weights, ${places.length} places`);
  const mask = new Uint8Array(length);
  const values = new Float32Array(length);
  for (const [n, place] of places.entries()) {
    if (n % perGroup > 0 && place <= (places[n - 1] ?? 0))
      throw new RangeError('unpackPlaces: places are not ascending');
    const i = Math.floor(n / perGroup) * size + place;
    mask[i] = 1;
    values[i] = kept[n] ?? NaN;
  }
  return { mask, values };
}
