/** The cache of keys and values: exact as plain numbers, and at few bits off by no more than half a step of its grid. */
import { describe, expect, test } from 'vitest';
import { cacheWidths, rowCache } from '../../../src/domain/models/decoding/cache.ts';
import { relativeError, normal } from '../../kernels/numbers.ts';
import { made, subjects, vocabulary } from '../../engine/compressedModels.ts';
import { decodingOf } from '../../../src/domain/models/decoders.ts';

const shape = { rows: 6, columns: 20, headSize: 5 };
const rows = Array.from({ length: shape.rows }, (_, t) => normal(shape.columns, 160 + t));

function filled(bits: (typeof cacheWidths)[number]) {
  const cache = rowCache(shape, bits);
  // A second time over what the first one left.
  for (const t of [5, 4, 3, 2, 1, 0, 3]) cache.write(t, rows[t] ?? new Float32Array());
  return cache;
}

/** What the cache holds, read by dots with unit vectors. */
function held(bits: (typeof cacheWidths)[number]): number[][] {
  const cache = filled(bits);
  const out = new Float32Array(shape.rows);
  const columns = Array.from({ length: shape.columns }, (_, column) => {
    const unit = new Float32Array(shape.headSize);
    unit[column % shape.headSize] = 1;
    cache.dots(unit, column - (column % shape.headSize), shape.rows, out);
    return [...out];
  });
  return rows.map((_, t) => columns.map((values) => values[t] ?? NaN));
}

describe.each(cacheWidths)('%i bits', (bits) => {
  test('every number is off by half a step at most, and the ends of a head are kept', () => {
    for (const [t, row] of held(bits).entries()) {
      for (let head = 0; head < shape.columns; head += shape.headSize) {
        const original = [...(rows[t] ?? [])].slice(head, head + shape.headSize);
        const kept = row.slice(head, head + shape.headSize);
        const [low, high] = [Math.min(...original), Math.max(...original)];
        const half = bits === 32 ? 0 : (high - low) / (2 ** bits - 1) / 2;
        for (const [d, value] of kept.entries()) {
          expect(Math.abs(value - (original[d] ?? NaN))).toBeLessThanOrEqual(half * (1 + 1e-5) + 1e-6);
        }
        expect(Math.min(...kept)).toBeCloseTo(low, 5);
        expect(Math.max(...kept)).toBeCloseTo(high, 5);
      }
    }
  });

  test('mixing is of the same numbers, and only of those up to the end', () => {
    const shares = Float32Array.of(0.1, 0.4, 0.2, 0.3, NaN, NaN);
    const out = new Float32Array(shape.headSize);
    filled(bits).mix(shares, 5, 4, out);
    const expected = Array.from({ length: 5 }, (_, d) =>
      held(bits)
        .slice(0, 4)
        .reduce((sum, row, t) => sum + (shares[t] ?? NaN) * (row[5 + d] ?? NaN), 0),
    );
    expect(relativeError(out, expected)).toBeLessThan(1e-5);
  });
});

test('fewer bits take fewer bytes: codes, a scale and a minimum for every head of a row', () => {
  const bytes = cacheWidths.map((bits) => rowCache({ rows: 64, columns: 128, headSize: 32 }, bits).bytes);
  const grids = 64 * 4 * 8;
  expect(bytes).toEqual([64 * 128 * 4, 64 * 128 + grids, 64 * 64 + grids, 64 * 32 + grids]);
});

/** Of the differences, relative to that of the values. */
function rmsError(actual: readonly number[], expected: readonly number[]): number {
  const squares = (values: readonly number[]): number => values.reduce((sum, value) => sum + value ** 2, 0);
  return Math.sqrt(squares(actual.map((value, i) => value - (expected[i] ?? NaN))) / squares(expected));
}

test.each(['transformer', 'LLaMA-like'])('%s: 8 bits are next to nothing, and the error grows as they fall', (name) => {
  const subject = subjects[name];
  if (!subject) throw new Error('there is no such model');
  const { definition, settings, parts } = made(subject, { passes: [], rest: 'f32' });
  const logits = (bits?: (typeof cacheWidths)[number]): number[] => {
    const decoder = decodingOf(definition).decoder(settings, vocabulary, parts.weights, bits);
    return Array.from({ length: 20 }, (_, i) => [...decoder.step((7 * i * i + 3) % vocabulary)]).flat();
  };
  const plain = logits();
  expect(logits(32)).toEqual(plain);
  const [eight = NaN, four = NaN, two = NaN] = ([8, 4, 2] as const).map((bits) => rmsError(logits(bits), plain));
  expect(eight).toBeLessThan(0.02);
  expect(eight).toBeGreaterThan(0);
  expect(four).toBeGreaterThan(eight);
  expect(two).toBeGreaterThan(four);
});
