/** Directions through the space of weights, and where a path lies in their plane. */
import { expect, test } from 'vitest';
import { decompose } from '../../../src/domain/compression/low-rank/decompose.ts';
import type { TensorSpec } from '../../../src/domain/models/contract.ts';
import { combined, dot, gram, minus, moved, projected, randomDirection } from '../../../src/domain/xray/directions.ts';
import { extentAround, outwards, places } from '../../../src/domain/xray/grid.ts';

const spec = (name: string, ...shape: number[]): TensorSpec => ({
  name,
  shape,
  init: { kind: 'constant', value: 0 },
  decay: true,
});
const specs = [spec('table', 3, 2), spec('layer', 2, 3), spec('bias', 3)];
const weights = {
  table: Float32Array.of(1, 2, 0, 0, 3, 4),
  layer: Float32Array.of(1, 2, 3, 4, 5, 6),
  bias: Float32Array.of(1, 1, 1),
};
const norm = (...values: (number | undefined)[]): number => Math.hypot(...values.map((value) => value ?? Number.NaN));

test('each filter of a random direction is as long as that of the model, and biases stay', () => {
  const { table = [], layer = [], bias } = randomDirection(specs, weights, (name) => name === 'table', 1, 0);
  [Math.sqrt(5), 0, 5].forEach((length, row) => {
    expect(norm(table[2 * row], table[2 * row + 1])).toBeCloseTo(length, 5);
  });
  [Math.sqrt(17), Math.sqrt(29), Math.sqrt(45)].forEach((length, column) => {
    expect(norm(layer[column], layer[3 + column])).toBeCloseTo(length, 5);
  });
  expect(bias).toEqual(new Float32Array(3));
  expect(randomDirection(specs, weights, () => true, 1, 1)['layer']).not.toEqual(layer);
});

test('a point of a plane is found again, between directions that are not at right angles, too', () => {
  const plane = [{ a: Float32Array.of(1, 0, 0) }, { a: Float32Array.of(1, 2, 0) }] as const;
  const start = { a: Float32Array.of(5, 5, 5) };
  const there = moved(start, plane, 0.5, -2);
  const { x, y, square } = projected(minus(there, start), plane);
  expect([x, y]).toEqual([expect.closeTo(0.5, 5), expect.closeTo(-2, 5)]);
  expect(square).toBeCloseTo(1.5 ** 2 + 4 ** 2, 4);
  // What points out of the plane is not in it.
  expect(projected({ a: Float32Array.of(0, 0, 7) }, plane).square).toBeCloseTo(0, 6);
});

test('the components of a path come from its inner products', () => {
  // On a line along (3, 4, 0), with a little along (0, 0, 1).
  const path = [
    { a: Float32Array.of(3, 4, 0.1) },
    { a: Float32Array.of(6, 8, -0.1) },
    { a: Float32Array.of(9, 12, 0.05) },
  ];
  const { left, columns } = decompose(gram(path), null);
  const component = (k: number) =>
    combined(
      path,
      path.map((_, i) => left[i * columns + k] ?? Number.NaN),
    );
  const [first, second] = [component(0), component(1)];
  expect(Math.abs(dot(first, { a: Float32Array.of(0.6, 0.8, 0) }))).toBeCloseTo(1, 3);
  expect(Math.abs(dot(second, { a: Float32Array.of(0, 0, 1) }))).toBeCloseTo(1, 3);
  expect(dot(first, second)).toBeCloseTo(0, 4);
});

test('the model is a point of every grid, and comes first', () => {
  const extent = extentAround([2, 5, 3]);
  expect(extent).toEqual({ low: -1, high: 6 });
  const xs = places(extent, 15);
  expect(xs).toHaveLength(15);
  expect(xs.filter((x) => x === 0)).toHaveLength(1);
  const ys = places({ low: -1, high: 1 }, 5);
  expect(ys).toEqual([-1, -0.5, 0, 0.5, 1]);
  const order = outwards(xs, ys);
  expect(order).toHaveLength(75);
  expect([xs[order[0]?.[0] ?? 0], ys[order[0]?.[1] ?? 0]]).toEqual([0, 0]);
  expect(new Set(order.map(String)).size).toBe(75);
});
