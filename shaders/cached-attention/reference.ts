/** Attention of one query over a cache as plain loops in double precision, and what a new row leaves in it. */
import { distanceSlope, rotaryAngle } from '../../src/domain/core/positions.ts';
import { headWords, type CacheBits } from './cache.ts';
import type { CachedAttentionShape } from './kernel.ts';

type Numbers = ArrayLike<number>;

/** The row [D + 2K·W] with its query and key turned by its position, where positions turn. */
export function turnedReference(qkv: Numbers, position: number, shape: CachedAttentionShape): Float64Array {
  const { heads, keyHeads, headWidth, positions } = shape;
  const half = headWidth / 2;
  return Float64Array.from(qkv, (value, c) => {
    if (positions !== 'rope' || c >= (heads + keyHeads) * headWidth) return value;
    const feature = c % headWidth;
    const angle = rotaryAngle(position, feature % half, headWidth);
    const partner = feature < half ? -(qkv[c + half] ?? NaN) : (qkv[c - half] ?? NaN);
    return value * Math.cos(angle) + partner * Math.sin(angle);
  });
}

/** @param position of the query, which sees the newest up to it that are kept @returns [H·W] */
export function cachedAttentionReference(
  query: Numbers,
  keys: Numbers,
  values: Numbers,
  position: number,
  { heads, keyHeads, headWidth, context, positions }: CachedAttentionShape,
): Float64Array {
  const kept = Array.from({ length: Math.min(position + 1, context) }, (_, distance) => position - distance);
  const keyWidth = keyHeads * headWidth;
  return Float64Array.from({ length: heads * headWidth }, (_, c) => {
    const head = Math.floor(c / headWidth);
    const column = Math.floor((head * keyHeads) / heads) * headWidth;
    const slope = positions === 'alibi' ? distanceSlope(head, heads) : 0;
    const shares = kept.map((other) => {
      const t = other % context;
      let dot = 0;
      for (let d = 0; d < headWidth; d++) {
        dot += (query[head * headWidth + d] ?? NaN) * (keys[t * keyWidth + column + d] ?? NaN);
      }
      return Math.exp(dot / Math.sqrt(headWidth) - slope * (position - other));
    });
    const total = shares.reduce((sum, share) => sum + share, 0);
    return (
      shares.reduce(
        (sum, share, i) =>
          sum + share * (values[((kept[i] ?? NaN) % context) * keyWidth + column + (c % headWidth)] ?? NaN),
        0,
      ) / total
    );
  });
}

/** What the words of a head of a row say: scale, minimum and a code for each feature, without those that fill up a word. */
export function headReference(
  words: ArrayLike<number>,
  index: number,
  shape: CachedAttentionShape,
  bits: Exclude<CacheBits, 32>,
): { readonly scale: number; readonly minimum: number; readonly codes: readonly number[] } {
  const at = index * headWords(shape, bits);
  const [scale = NaN, minimum = NaN] = new Float32Array(Uint32Array.of(words[at] ?? 0, words[at + 1] ?? 0).buffer);
  const codes = Array.from({ length: shape.headWidth }, (_, d) => {
    const bit = d * bits;
    return ((words[at + 2 + Math.floor(bit / 32)] ?? NaN) >>> (bit % 32)) % 2 ** bits;
  });
  return { scale, minimum, codes };
}

/** Rows in few bits, as numbers: [T, K·W]. */
export const unpackedReference = (
  words: ArrayLike<number>,
  shape: CachedAttentionShape,
  bits: Exclude<CacheBits, 32>,
): Float64Array =>
  Float64Array.from(
    Array.from({ length: shape.context * shape.keyHeads }, (_, index) => {
      const { scale, minimum, codes } = headReference(words, index, shape, bits);
      return codes.map((code) => minimum + scale * code);
    }).flat(),
  );
