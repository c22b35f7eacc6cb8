/** The layout of a model's tensors in one buffer. */
import { expect, test } from 'vitest';
import type { TensorSpec } from '../../src/domain/models/contract.ts';
import { arenaOf } from '../../src/engine/gpu/arena.ts';
import { squaresLayout } from '../../src/engine/gpu/squaresLayout.ts';

const spec = (name: string, shape: readonly number[], decay: boolean): TensorSpec => ({
  name,
  shape,
  init: { kind: 'normal', std: 1 },
  decay,
});

const specs = [
  spec('bias', [3], false),
  spec('table', [5, 13], true),
  spec('gain', [64], false),
  spec('head', [8, 8], true),
];

test('tensors with weight decay come first, each where a range can be bound, none over another', () => {
  const { parts, decaying, plain, length } = arenaOf(specs);
  expect(Object.keys(parts)).toEqual(['table', 'head', 'bias', 'gain']);
  expect(Object.values(parts)).toEqual([
    { start: 0, length: 65 },
    { start: 128, length: 64 },
    { start: 192, length: 3 },
    { start: 256, length: 64 },
  ]);
  expect([decaying, plain, length]).toEqual([{ start: 0, length: 192 }, { start: 192, length: 128 }, 320]);
});

test('what is joined comes apart as it was, with zeros in the gaps', () => {
  const arena = arenaOf(specs);
  const values = Object.fromEntries(
    Object.entries(arena.parts).map(([name, { start, length }]) => [name, new Float32Array(length).fill(start + 1)]),
  );
  const all = arena.join(values);
  expect(arena.split(all)).toEqual(values);
  expect(all.filter((value) => value !== 0).length).toBe(65 + 64 + 3 + 64);
});

test('a model without one kind of tensors has an empty range for it', () => {
  expect(arenaOf([spec('head', [2, 2], true)]).plain).toEqual({ start: 64, length: 0 });
});

test('sums of squares: parts that can be bound, and rows in the order of the model that no two tensors share', () => {
  const layout = squaresLayout(arenaOf(specs), specs);
  expect(layout.plainStart % 64).toBe(0);
  // Four rows for 64 elements: the two with weight decay fill rows 0 to 11, the others begin at row 64.
  expect([...layout.rows]).toEqual([64, 68, 0, 8, 68, 72, 8, 12]);
  expect(layout).toMatchObject({ decayingStart: 0, plainStart: 192, length: 216 });
});
