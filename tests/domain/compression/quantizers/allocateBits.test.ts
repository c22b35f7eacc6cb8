/** Bit allocation against every possible choice, and where there are too many, against the relaxation's bound. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  allocateBits,
  leastBytes,
  type MatrixSensitivity,
  type WayToWrite,
} from '../../../../src/domain/compression/quantizers/allocateBits.ts';
import { uniform } from '../../../../src/domain/core/random.ts';

const way = fc.record({
  bytes: fc.integer({ min: 1, max: 40 }),
  lossNats: fc.integer({ min: -2, max: 60 }).map((thousandths) => thousandths / 1024),
});
const tables = fc
  .array(fc.array(way, { minLength: 1, maxLength: 5 }), { maxLength: 4 })
  .map((lists): MatrixSensitivity[] =>
    lists.map((ways, m) => ({ name: `m${m}`, ways: ways.map((each, w) => ({ ...each, id: `w${w}` })) })),
  );

/** All combinations, one way of each matrix. */
const combinations = (matrices: readonly MatrixSensitivity[]): readonly (readonly WayToWrite[])[] =>
  matrices.reduce<readonly (readonly WayToWrite[])[]>(
    (rest, { ways }) => rest.flatMap((chosen) => ways.map((each) => [...chosen, each])),
    [[]],
  );

const total = (chosen: readonly WayToWrite[], of: 'bytes' | 'lossNats'): number =>
  chosen.reduce((sum, each) => sum + each[of], 0);

const chosenBy = (matrices: readonly MatrixSensitivity[], ways: Readonly<Record<string, string>>): WayToWrite[] =>
  matrices.flatMap(({ name, ways: offered }) => offered.filter(({ id }) => id === ways[name]));

describe('bit allocation', () => {
  it('is the best of all choices within the budget, in the fewest bytes, or none where none fits', () => {
    fc.assert(
      fc.property(tables, fc.integer({ min: 0, max: 170 }), (matrices, budget) => {
        const fitting = combinations(matrices)
          .filter((chosen) => total(chosen, 'bytes') <= budget)
          .toSorted((a, b) => total(a, 'lossNats') - total(b, 'lossNats') || total(a, 'bytes') - total(b, 'bytes'));
        const [best] = fitting;
        const found = allocateBits(matrices, budget);
        expect(found && { bytes: found.bytes, lossNats: found.lossNats }).toEqual(
          best === undefined ? null : { bytes: total(best, 'bytes'), lossNats: total(best, 'lossNats') },
        );
        const chosen = chosenBy(matrices, found?.ways ?? {});
        expect([total(chosen, 'bytes'), total(chosen, 'lossNats')]).toEqual([found?.bytes ?? 0, found?.lossNats ?? 0]);
      }),
      { numRuns: 500 },
    );
  });

  it('finds a choice as soon as the smallest ways fit', () => {
    fc.assert(
      fc.property(tables, (matrices) => {
        const least = leastBytes(matrices);
        expect(allocateBits(matrices, least)).not.toBeNull();
        expect(allocateBits(matrices, least - 1)).toBeNull();
      }),
    );
  });

  it('spends bits on what is sensitive', () => {
    const ways = (sensitivity: number): WayToWrite[] =>
      [2, 4, 8].map((bits) => ({ id: String(bits), bytes: 10 * bits, lossNats: sensitivity * 4 ** -bits }));
    const matrices = [
      { name: 'first', ways: ways(10) },
      { name: 'last', ways: ways(0.1) },
    ];
    expect(allocateBits(matrices, 100)?.ways).toEqual({ first: '8', last: '2' });
    expect(allocateBits(matrices, 160)?.ways).toEqual({ first: '8', last: '8' });
  });

  it.each([
    [4096, 1.01],
    [512, 1.02],
  ])('keeping %i choices, stays within the budget and within a factor of %f of the bound', (kept, factorOfBound) => {
    const matrices = Array.from({ length: 60 }, (_, m): MatrixSensitivity => {
      const size = 1e5 * (1 + uniform(1, 2, m));
      const sensitivity = 10 ** (2 * uniform(1, 3, m));
      const ways = [2, 3, 4, 5, 6, 8].map((bits) => ({
        id: String(bits),
        bytes: Math.round(size * (bits + 0.5) + 100 * uniform(1, 4, 10 * m + bits)),
        lossNats: sensitivity * 4 ** -bits,
      }));
      return { name: `m${m}`, ways };
    });
    const least = leastBytes(matrices);
    const losses = [1.2, 1.5, 2, 2.5].map((factor) => {
      const budget = factor * least;
      const found = allocateBits(matrices, budget, kept);
      expect(found?.bytes).toBeLessThanOrEqual(budget);
      expect((found?.lossNats ?? NaN) / lagrangianBound(matrices, budget)).toBeLessThan(factorOfBound);
      return found?.lossNats ?? NaN;
    });
    expect(losses).toEqual(losses.toSorted((a, b) => b - a));
  });
});

/** No choice within the budget has a smaller loss: max over λ of Σ min (loss + λ bytes) − λ budget. */
function lagrangianBound(matrices: readonly MatrixSensitivity[], budget: number): number {
  const bound = (lambda: number): number =>
    matrices.reduce(
      (sum, { ways }) => sum + Math.min(...ways.map(({ bytes, lossNats }) => lossNats + lambda * bytes)),
      -lambda * budget,
    );
  return Math.max(...Array.from({ length: 4000 }, (_, i) => bound(10 ** (-10 + i / 500))));
}
