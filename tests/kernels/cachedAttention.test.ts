/** Attention over a cache, and what is put there, against plain loops in double precision. */
import { expect, test } from 'vitest';
import { cachedAttentionCases } from '../../shaders/cached-attention/cases.ts';
import { cacheLength } from '../../shaders/cached-attention/cache.ts';
import { attend, keepRow, packedWidth } from '../../shaders/cached-attention/kernel.ts';
import { cachedAttentionReference, turnedReference } from '../../shaders/cached-attention/reference.ts';
import { rotaryAngle } from '../../src/domain/core/positions.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const named = cachedAttentionCases.map(
  (shape) =>
    [
      `${shape.heads}/${shape.keyHeads} heads of ${shape.headWidth}, ${shape.positions}, ${shape.position} of ${shape.context}`,
      shape,
    ] as const,
);

test.each(named)('%s: the cache keeps the row, turned, and nothing else changes', async (_, shape) => {
  const { heads, keyHeads, headWidth, position, positions } = shape;
  const qkv = normal(packedWidth(shape), 151);
  const [keys, values] = [normal(cacheLength(shape, 32), 152), normal(cacheLength(shape, 32), 153)];
  const half = headWidth / 2;
  const turns = Float32Array.from({ length: headWidth }, (_angle, i) =>
    i < half ? Math.cos(rotaryAngle(position, i, headWidth)) : Math.sin(rotaryAngle(position, i - half, headWidth)),
  );
  const place = new Float32Array(Uint32Array.of(position).buffer);
  const inputs = { qkv, keys, values, place, ...(positions === 'rope' && { turns }) };
  const written = await run([dispatch(keepRow(positions, 32), shape)], inputs);
  const expected = turnedReference(qkv, position, shape);
  const [width, keyWidth] = [heads * headWidth, keyHeads * headWidth];
  expect(relativeError(written['query'], expected.subarray(0, width))).toBeLessThan(1e-6);
  const after = (cache: Float32Array, row: Float64Array): Float64Array => {
    const all = Float64Array.from(cache);
    all.set(row, (position % shape.context) * keyWidth);
    return all;
  };
  expect(relativeError(written['keys'], after(keys, expected.subarray(width, width + keyWidth)))).toBeLessThan(1e-6);
  expect(relativeError(written['values'], after(values, expected.subarray(width + keyWidth)))).toBeLessThan(1e-7);
});

test.each(named)('%s: attention sees all up to its position', async (_, shape) => {
  const query = normal(shape.heads * shape.headWidth, 154);
  const [keys, values] = [normal(cacheLength(shape, 32), 155), normal(cacheLength(shape, 32), 156)];
  const place = new Float32Array(Uint32Array.of(shape.position).buffer);
  const { attended } = await run([dispatch(attend(32), shape)], { query, keys, values, place });
  expect(relativeError(attended, cachedAttentionReference(query, keys, values, shape.position, shape))).toBeLessThan(
    2e-6,
  );
});
