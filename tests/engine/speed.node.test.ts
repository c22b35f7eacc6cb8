/** Timings of products on typed arrays: what is timed has the bytes of what is compressed, in turns, and can be given up. */
import { expect, test } from 'vitest';
import { finish } from '../../src/domain/compression/contract.ts';
import type { Encoding } from '../../src/domain/compression/encodings/contract.ts';
import { nf4 } from '../../src/domain/compression/quantizers/nf4.ts';
import { rtn } from '../../src/domain/compression/quantizers/rtn.ts';
import { ternary } from '../../src/domain/compression/quantizers/ternary.ts';
import { productWays } from '../../src/domain/compression/productWays.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { executable } from '../../src/engine/compress/executionLayout.ts';
import { arraysClock } from '../../src/engine/compress/speed/clocks.ts';
import { halfRank, madeProducts } from '../../src/engine/compress/speed/made.ts';
import { measureSpeed } from '../../src/engine/compress/speed/measureSpeed.ts';
import { normal } from '../kernels/numbers.ts';

const size = { inputs: 96, outputs: 40 };
const matrix = { rows: size.outputs, columns: size.inputs, values: normal(96 * 40, 141) };
const grouping = { granularity: 'group', group: 32 } as const;
const bits = (count: number): Encoding =>
  finish(rtn.quantize(matrix, { bits: count, symmetric: true, clip: 1, clipSearch: false, ...grouping }));

/** All that a timing on typed arrays asks of an engine. */
const engine = { gpu: null, status: { software: false } } as Engine;
const shapes = [
  { ...size, names: ['a', 'b'], rank: 7 },
  { inputs: 30, outputs: 8, names: ['c'], rank: 2 },
];

test('what is timed has as many bytes as what is compressed', () => {
  const bytes = Object.fromEntries([...madeProducts(size, 7)].map((made) => [made.way, made.bytes]));
  const packed = (encoding: Encoding): number =>
    Object.values(executable(encoding)?.arrays ?? {}).reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(bytes).toEqual({
    f32: 4 * 96 * 40,
    int8: packed(bits(8)),
    w8a8: packed(bits(8)),
    int4: packed(bits(4)),
    nf4: packed(finish(nf4.quantize(matrix, { ...grouping, doubleScales: false }))),
    int2: packed(bits(2)),
    ternary: packed(finish(ternary.quantize(matrix, grouping))),
    sparse: 4 * 96 * 20 + (96 * 40) / 8,
    'low-rank': 4 * 7 * (96 + 40),
  });
  expect(halfRank(size) * (96 + 40)).toBeLessThanOrEqual((96 * 40) / 2);
});

test('every way is a product with numbers in it', async () => {
  for (const made of madeProducts(size, 7)) {
    const timed = await arraysClock(made);
    expect(await timed.time(3), made.way).toBeGreaterThanOrEqual(0);
    timed.close();
  }
});

test('every shape is timed in every way that it allows, and it is told how far it is', async () => {
  const shares: number[] = [];
  const report = await measureSpeed({
    engine,
    shapes,
    pause: async (share) => {
      shares.push(share);
      return false;
    },
  });
  expect(report).toMatchObject({ machine: 'arrays', software: false, shapes });
  const ways = report?.shapes.map(({ times }) => times.map(({ way }) => way));
  // Thirty inputs are no whole number of fours.
  expect(ways).toEqual([productWays, productWays.filter((way) => way !== 'sparse')]);
  for (const { ms } of report?.shapes.flatMap(({ times }) => times) ?? []) expect(ms).toBeGreaterThan(0);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(shares.every((share) => share >= 0 && share <= 1)).toBe(true);
});

test('it can be given up at any time', async () => {
  for (const after of [1, 9, 30]) {
    let asked = 0;
    expect(await measureSpeed({ engine, shapes, pause: async () => ++asked === after })).toBeNull();
    expect(asked).toBe(after);
  }
});
