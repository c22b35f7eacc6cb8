/**
 * Attention over a cache in few bits, and what is put there, against plain loops in double precision. Rows that are not seen
 * hold NaN, as do scales and minima there.
 */
import { expect, test } from 'vitest';
import { cacheLength, headWords } from '../../shaders/cached-attention/cache.ts';
import { cachedAttentionCases, type CachedAttentionCase } from '../../shaders/cached-attention/cases.ts';
import { attend, keepRow, packedWidth } from '../../shaders/cached-attention/kernel.ts';
import {
  cachedAttentionReference,
  headReference,
  turnedReference,
  unpackedReference,
} from '../../shaders/cached-attention/reference.ts';
import { rotaryAngle } from '../../src/domain/core/positions.ts';
import { dispatch, run, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

type Bits = 8 | 4 | 2;

/** Words that are cut by a head's end at every width, and heads that fill theirs. */
const more: readonly CachedAttentionCase[] = [
  { heads: 2, keyHeads: 2, headWidth: 32, context: 6, positions: 'none', position: 4 },
  { heads: 4, keyHeads: 1, headWidth: 18, context: 7, positions: 'rope', position: 16 },
];
const all = ([8, 4, 2] as const).flatMap((bits) =>
  [...cachedAttentionCases, ...more].map(
    (shape) =>
      [
        `${bits} bits, ${shape.heads}/${shape.keyHeads} heads of ${shape.headWidth}, ${shape.positions}, ${shape.position} of ${shape.context}`,
        bits,
        shape,
      ] as const,
  ),
);

const poison = 0x7fc0dead;
const placeOf = ({ position }: CachedAttentionCase): Data => Uint32Array.of(position);

/** A cache that was written up to the position: rows of codes with a scale and a minimum, NaN in those never written. */
function cacheOf(shape: CachedAttentionCase, bits: Bits, stream: number): Uint32Array<ArrayBuffer> {
  const words = new Uint32Array(cacheLength(shape, bits)).fill(poison);
  const perHead = headWords(shape, bits);
  const ranges = normal(2 * shape.context * shape.keyHeads, stream);
  const heads = Math.min(shape.position + 1, shape.context) * shape.keyHeads;
  for (let index = 0; index < heads; index++) {
    const at = index * perHead;
    const [scale, minimum] = [Math.abs(ranges[2 * index] ?? NaN) / 2 ** bits, ranges[2 * index + 1] ?? NaN];
    words.set(new Uint32Array(Float32Array.of(scale, minimum).buffer), at);
    for (let word = 2; word < perHead; word++) words[at + word] = Math.imul(at + word + stream, 0x9e3779b1);
  }
  return words;
}

test.each(all)('%s: a row becomes its nearest codes, and nothing else changes', async (_, bits, shape) => {
  const { heads, keyHeads, headWidth, context, position, positions } = shape;
  const qkv = normal(packedWidth(shape), 161);
  const half = Math.floor(headWidth / 2);
  const turns = Float32Array.from({ length: headWidth }, (_angle, i) =>
    i < half ? Math.cos(rotaryAngle(position, i, headWidth)) : Math.sin(rotaryAngle(position, i - half, headWidth)),
  );
  const [keys, values] = [162, 163].map((stream) =>
    Uint32Array.from({ length: cacheLength(shape, bits) }, (_word, i) => Math.imul(i + stream, 0x85ebca6b)),
  ) as [Data, Data];
  const inputs = { qkv, keys, values, place: placeOf(shape), ...(positions === 'rope' && { turns }) };
  const written = await run([dispatch(keepRow(positions, bits), shape)], inputs);
  const row = turnedReference(qkv, position, shape);
  const width = heads * headWidth;
  expect(relativeError(written['query'], row.subarray(0, width))).toBeLessThan(1e-6);
  const here = (position % context) * keyHeads;
  for (const [before, after, from] of [
    [keys, written['keys'], width],
    [values, written['values'], width + keyHeads * headWidth],
  ] as const) {
    const perHead = headWords(shape, bits);
    const elsewhere = (words: ArrayLike<number> = []): readonly number[] =>
      Array.from(words).filter((_word, i) => i < here * perHead || i >= (here + keyHeads) * perHead);
    expect(elsewhere(after)).toEqual(elsewhere(before));
    for (let head = 0; head < keyHeads; head++) {
      const expected = row.subarray(from + head * headWidth, from + (head + 1) * headWidth);
      const { scale, minimum, codes } = headReference(after ?? [], here + head, shape, bits);
      const [low, high] = [Math.min(...expected), Math.max(...expected)];
      expect(minimum).toBeCloseTo(low, 5);
      expect(scale).toBeCloseTo((high - low) / (2 ** bits - 1), 5);
      for (const [d, code] of codes.entries()) {
        // The nearest, but where a value lies between two of them as far as f32 can tell.
        expect(Math.abs(minimum + scale * code - (expected[d] ?? NaN))).toBeLessThanOrEqual(0.5 * scale + 2e-6);
      }
      // What fills up the last word is zero.
      const used = headWidth % (32 / bits);
      const last = after?.[(here + head + 1) * perHead - 1] ?? NaN;
      expect(used === 0 ? 0 : last >>> (used * bits)).toBe(0);
    }
  }
});

test.each(all)('%s: attention sees all up to its position', async (_, bits, shape) => {
  const query = normal(shape.heads * shape.headWidth, 164);
  const [keys, values] = [cacheOf(shape, bits, 165), cacheOf(shape, bits, 166)];
  const { attended } = await run([dispatch(attend(bits), shape)], { query, keys, values, place: placeOf(shape) });
  const [seenKeys, seenValues] = [keys, values].map((words) => unpackedReference(words, shape, bits)) as [
    Float64Array,
    Float64Array,
  ];
  const expected = cachedAttentionReference(query, seenKeys, seenValues, shape.position, shape);
  expect(relativeError(attended, expected)).toBeLessThan(5e-6);
});

test.each([8, 4, 2] as const)('%i bits: a row without a range is its minimum', async (bits) => {
  const shape = { heads: 1, keyHeads: 1, headWidth: 6, context: 2, positions: 'none' } as const;
  const qkv = new Float32Array(packedWidth(shape)).fill(-1.75);
  const place = Uint32Array.of(3);
  const empty = new Uint32Array(cacheLength(shape, bits));
  const { keys = empty } = await run([dispatch(keepRow('none', bits), shape)], {
    qkv,
    keys: empty,
    values: empty,
    place,
  });
  expect(headReference(keys, 1, shape, bits)).toEqual({ scale: 0, minimum: -1.75, codes: [0, 0, 0, 0, 0, 0] });
  expect(keys.subarray(0, headWords(shape, bits))).toEqual(empty.subarray(0, headWords(shape, bits)));
});
