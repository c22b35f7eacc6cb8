/** Ranks: by energy, by budget, and spread over matrices as well as an exhaustive search would. */
import { describe, expect, it } from 'vitest';
import { uniform } from '../../../../src/domain/core/random.ts';
import {
  allocateRanks,
  chooseRanks,
  factorParameters,
  rankForEnergy,
  rankForFraction,
  savesParameters,
  tailEnergy,
} from '../../../../src/domain/compression/low-rank/rank.ts';

interface Spectrum {
  readonly rows: number;
  readonly columns: number;
  readonly singularValues: Float64Array;
}

const spectrum = (rows: number, columns: number, seed: number): Spectrum => ({
  rows,
  columns,
  singularValues: Float64Array.from(
    { length: Math.min(rows, columns) },
    (_, i) => (1 + 5 * uniform(seed, 1, i)) * (0.3 + 0.6 * uniform(seed, 2, 0)) ** i,
  ).toSorted((a, b) => b - a),
});

describe('one matrix', () => {
  const values = Float64Array.of(3, 2, 1, 1); // energies 9, 4, 1, 1 of 15

  it('keeps the energy asked for, with no component too many', () => {
    expect(tailEnergy(values, 2)).toBe(2);
    const ranks = [0.1, 9 / 15, 0.61, 13 / 15, 0.87, 0.95, 1].map((energy) => rankForEnergy(values, energy));
    expect(ranks).toEqual([1, 1, 2, 2, 3, 4, 4]);
    expect(rankForEnergy(Float64Array.of(0, 0, 0), 0.95)).toBe(1);
  });

  it('keeps the parameters asked for', () => {
    const shape = spectrum(128, 384, 1);
    for (const fraction of [0.1, 0.25, 0.5, 0.9, 1]) {
      const rank = rankForFraction(shape, fraction);
      expect(factorParameters(rank, shape)).toBeLessThanOrEqual(fraction * 128 * 384);
      expect(factorParameters(rank + 1, shape)).toBeGreaterThan(fraction * 128 * 384);
    }
    expect(rankForFraction(spectrum(4, 4, 1), 0.02)).toBe(1);
    // 128·384 / 512 = 96
    expect([95, 96].map((rank) => savesParameters(rank, shape))).toEqual([true, false]);
  });
});

/** Summed shares of energy lost. */
const lost = (spectra: readonly Spectrum[], ranks: readonly number[]): number =>
  spectra.reduce(
    (sum, { singularValues }, i) => sum + tailEnergy(singularValues, ranks[i] ?? 0) / tailEnergy(singularValues, 0),
    0,
  );

const spent = (spectra: readonly Spectrum[], ranks: readonly number[]): number =>
  spectra.reduce((sum, shape, i) => sum + factorParameters(ranks[i] ?? 0, shape), 0);

function bestLoss(spectra: readonly Spectrum[], budget: number): number {
  const choices = spectra.map((shape) =>
    Array.from({ length: shape.singularValues.length }, (_, i) => i + 1).filter(
      (rank) => rank === 1 || savesParameters(rank, shape),
    ),
  );
  const all = choices.reduce<readonly (readonly number[])[]>(
    (rest, ranks) => rest.flatMap((chosen) => ranks.map((rank) => [...chosen, rank])),
    [[]],
  );
  return Math.min(...all.filter((ranks) => spent(spectra, ranks) <= budget).map((ranks) => lost(spectra, ranks)));
}

describe('several matrices under one budget', () => {
  const seeds = [1, 2, 3, 4, 5, 6];

  it.each(seeds)('of one size: the best there is (seed %i)', (seed) => {
    const spectra = [0, 1, 2].map((i) => spectrum(16, 12, 10 * seed + i));
    for (const budget of [100, 200, 320, 1000]) {
      const ranks = allocateRanks(spectra, budget);
      expect(spent(spectra, ranks)).toBeLessThanOrEqual(budget);
      expect(lost(spectra, ranks)).toBeCloseTo(bestLoss(spectra, budget), 12);
    }
  });

  it.each(seeds)('of several sizes: within one step of the best (seed %i)', (seed) => {
    const spectra = [spectrum(16, 12, seed), spectrum(8, 20, seed + 50), spectrum(12, 12, seed + 90)];
    for (const budget of [90, 150, 250]) {
      const ranks = allocateRanks(spectra, budget);
      expect(spent(spectra, ranks)).toBeLessThanOrEqual(budget);
      const step = Math.max(
        ...spectra.map(({ singularValues }, i) => {
          const next = singularValues[ranks[i] ?? 0] ?? 0;
          return next ** 2 / tailEnergy(singularValues, 0);
        }),
      );
      expect(lost(spectra, ranks) - bestLoss(spectra, budget)).toBeLessThanOrEqual(step + 1e-12);
    }
  });

  it('is no worse than the same share for each, and better where the matrices differ', () => {
    const spectra = [0, 1, 2, 3].map((i) => spectrum(16, 16, i));
    const settings = { fraction: 0.6, energy: 0.9 };
    const [equal, shared] = (['budget', 'shared-budget'] as const).map((rankBy) =>
      lost(spectra, chooseRanks({ ...settings, rankBy }, spectra)),
    );
    expect(shared).toBeLessThan(0.9 * (equal ?? 0));
    expect(chooseRanks({ ...settings, rankBy: 'energy' }, spectra)).toEqual(
      spectra.map(({ singularValues }) => rankForEnergy(singularValues, 0.9)),
    );
  });
});
