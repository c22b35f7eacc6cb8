/** Which weights a pass that prunes while it trains takes at each of its cuts. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { gradualSparsity } from '../../../../src/domain/compression/pruners/gradual.ts';
import { magnitude } from '../../../../src/domain/compression/pruners/magnitude.ts';
import { prune } from '../../../../src/domain/compression/pruners/prune.ts';
import { prunedCount } from '../../../../src/domain/compression/pruners/select.ts';
import { gradual } from '../../../../src/domain/compression/training/gradual.ts';
import { movement } from '../../../../src/domain/compression/training/movement.ts';
import type { Cutting } from '../../../../src/domain/compression/training/contract.ts';
import { defaultsOf } from '../../../../src/domain/core/params.ts';
import { gaussian } from '../../../../src/domain/core/random.ts';
import { thrownBy } from '../thrownBy.ts';

type Changes = Partial<ReturnType<typeof defaultsOf<typeof gradual.params>>>;

function cuttingOf(changes: Changes): Cutting {
  const cutting = gradual.cutting?.({ ...defaultsOf(gradual.params), ...changes });
  if (!cutting) throw new Error('it cuts nothing');
  return cutting;
}

/** Sizes as training might leave them: other ones at every step. */
const sizes = (rows: number, columns: number, seed: number): Float32Array =>
  Float32Array.from({ length: rows * columns }, (_, i) => Math.abs(gaussian(seed, 1, i)));

const zerosIn = (mask: Uint8Array): number => mask.filter((stays) => stays === 0).length;
const shapes = [
  [6, 16],
  [24, 8],
] as const;

/** The masks after each cut, by its step. */
function through(changes: Changes, steps: number, seed: number): ReadonlyMap<number, readonly Uint8Array[]> {
  const cutting = cuttingOf(changes);
  const taken = new Map<number, readonly Uint8Array[]>();
  let masks: readonly Uint8Array[] | null = null;
  for (let step = 0; step < steps; step++) {
    const share = cutting.shareFrom(step);
    if (share === null) continue;
    const scored = shapes.map(([rows, columns], i) => {
      const stays = masks?.[i] ?? null;
      return { rows, columns, stays, scores: sizes(rows, columns, seed + 10 * step + i) };
    });
    masks = cutting.masks(share, scored);
    taken.set(step, masks);
  }
  return taken;
}

const inEveryWay = fc.record({
  sparsity: fc.integer({ min: 1, max: 99 }).map((percent) => percent / 100),
  interval: fc.integer({ min: 1, max: 5 }),
  cuts: fc.integer({ min: 1, max: 6 }),
  scope: fc.constantFrom('layer' as const, 'global' as const),
  seed: fc.integer({ min: 1, max: 1000 }),
});

test('masks only shrink, by exactly what the schedule says, in each matrix or over all', () => {
  fc.assert(
    fc.property(inEveryWay, ({ seed, ...changes }) => {
      const schedule = { ...changes, initialSparsity: 0, startStep: 0 };
      const taken = through(changes, changes.interval * changes.cuts + 3, seed);
      expect(taken.size).toBe(changes.cuts + 1);
      let before: readonly Uint8Array[] | null = null;
      for (const [step, masks] of taken) {
        const share = gradualSparsity(schedule, changes.sparsity, step);
        const groups = changes.scope === 'global' ? [masks] : masks.map((mask) => [mask]);
        for (const group of groups) {
          const size = group.reduce((sum, { length }) => sum + length, 0);
          expect(group.reduce((sum, mask) => sum + zerosIn(mask), 0)).toBe(prunedCount(size, share));
        }
        masks.forEach((mask, i) => expect(mask.every((stays, at) => stays <= (before?.[i]?.[at] ?? 1))).toBe(true));
        before = masks;
      }
    }),
    { numRuns: 60 },
  );
});

test.each([
  ['2:4', 4],
  ['4:8', 8],
] as const)('under %s no group ever loses more than half, and each half in the end', (pattern, size) => {
  const taken = [...through({ pattern, interval: 2, cuts: 4 }, 12, 3).values()];
  const lost = (mask: Uint8Array): readonly number[] =>
    Array.from({ length: mask.length / size }, (_, group) => zerosIn(mask.subarray(group * size, (group + 1) * size)));
  for (const mask of taken.flat()) expect(Math.max(...lost(mask))).toBeLessThanOrEqual(size / 2);
  for (const mask of taken.at(-1) ?? []) expect(new Set(lost(mask))).toEqual(new Set([size / 2]));
  const length = shapes[0][0] * shapes[0][1];
  const cubic = [0, 1, 2, 3, 4].map((cut) => prunedCount(length, 0.5 * (1 - (1 - cut / 4) ** 3)));
  expect(taken.map(([first]) => first && zerosIn(first))).toEqual(cubic);
});

test.each(['unstructured', '2:4'] as const)('one cut alone is magnitude pruning: %s', (pattern) => {
  const [[rows, columns]] = shapes;
  const values = sizes(rows, columns, 5);
  const settings = { ...defaultsOf(magnitude.params), pattern };
  const [oneShot] = prune(magnitude, settings, [{ matrix: { rows, columns, values }, index: 0 }]);
  expect(cuttingOf({ pattern }).masks(0.5, [{ rows, columns, scores: values, stays: null }])).toEqual([oneShot?.mask]);
});

test('a pattern that does not fit is refused', () => {
  const scores = new Float32Array(12);
  const cut = (): unknown => cuttingOf({ pattern: '4:8' }).masks(0.5, [{ rows: 2, columns: 6, scores, stays: null }]);
  expect(thrownBy(cut)).toMatchObject({ code: 'bad-config', problems: [{ path: 'pattern' }] });
});

describe('settings', () => {
  const standard = defaultsOf(gradual.params);
  test.each([
    [{ steps: 100 }, [['cuts', 9]]],
    [{ steps: 101 }, []],
    [{ steps: 10 }, [['steps', 101]]],
    [{ initialSparsity: 0.6 }, [['initialSparsity', 0.5]]],
    [{ pattern: '2:4', scope: 'global' }, [['scope', 'layer']]],
    [{ pattern: '2:4', sparsity: 0.8 }, [['sparsity', 0.5]]],
    [
      { pattern: '2:4', sparsity: 0.8, initialSparsity: 0.7 },
      [
        ['sparsity', 0.5],
        ['initialSparsity', 0.5],
      ],
    ],
  ] as const)('%j', (changes, expected) => {
    const found = gradual.check?.({ ...standard, ...changes }) ?? [];
    expect(found.map(({ path, nearest }) => [path, nearest])).toEqual(expected);
  });

  test('what is repaired has nothing left to repair', () => {
    const number = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(number(20_000), number(200), number(99), (steps, interval, cuts) => {
        let settings = { ...defaultsOf(movement.params), steps, interval, cuts };
        const [problem] = movement.check?.(settings) ?? [];
        if (problem) settings = { ...settings, [problem.path]: problem.nearest };
        expect(movement.check?.(settings)).toEqual([]);
        expect(settings.steps).toBeLessThanOrEqual(movement.params.steps.max);
      }),
    );
  });
});
