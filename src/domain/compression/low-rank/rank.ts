/** Ranks from singular values, for one matrix or for all of them under one budget. */
import type { Decomposition } from './contract.ts';
import type { RankSettings } from './rankParams.ts';

type Spectrum = Pick<Decomposition, 'rows' | 'columns' | 'singularValues'>;

export const factorParameters = (rank: number, { rows, columns }: Pick<Spectrum, 'rows' | 'columns'>): number =>
  rank * (rows + columns);

/** Factors are worth having only below the rank rows·columns / (rows + columns). */
export const savesParameters = (rank: number, shape: Pick<Spectrum, 'rows' | 'columns'>): boolean =>
  factorParameters(rank, shape) < shape.rows * shape.columns;

/** Σ σ² from the rank on: the squared error of the truncation (Eckart & Young 1936). */
export const tailEnergy = (singularValues: Float64Array, rank: number): number =>
  singularValues.subarray(rank).reduce((sum, value) => sum + value * value, 0);

/** Share of the energy that is rounding noise of single-precision weights. */
const noise = 1e-12;

/** Smallest rank, at least 1, that keeps this share of Σ σ². */
export function rankForEnergy(singularValues: Float64Array, energy: number): number {
  const allowed = (1 - energy + noise) * tailEnergy(singularValues, 0);
  let rank = singularValues.length;
  while (rank > 1 && tailEnergy(singularValues, rank - 1) <= allowed) rank--;
  return rank;
}

/** Largest rank, at least 1, whose factors have at most this share of the matrix' parameters. */
export const rankForFraction = ({ rows, columns }: Spectrum, fraction: number): number =>
  Math.max(1, Math.min(rows, columns, Math.floor((fraction * rows * columns) / (rows + columns))));

/**
 * Spreads parameters over matrices so that the shares of energy lost, summed over them, become small: every matrix has
 * rank 1, and the next singular value is given to whichever matrix gains most per parameter. Gains only fall as a rank
 * grows, so nothing better exists for matrices of one size; for others the loss is at most one step's gain above the best.
 * @param budget parameters of all factors together.
 */
export function allocateRanks(spectra: readonly Spectrum[], budget: number): readonly number[] {
  const ranks = spectra.map(() => 1);
  const totals = spectra.map(({ singularValues }) => tailEnergy(singularValues, 0));
  let left = budget - spectra.reduce((sum, spectrum) => sum + factorParameters(1, spectrum), 0);
  for (;;) {
    let best = -1;
    let bestGain = 0;
    for (const [i, spectrum] of spectra.entries()) {
      const rank = ranks[i] ?? 0;
      const cost = factorParameters(1, spectrum);
      const gain = (spectrum.singularValues[rank] ?? 0) ** 2 / ((totals[i] ?? 0) * cost);
      if (gain > bestGain && cost <= left && savesParameters(rank + 1, spectrum)) [best, bestGain] = [i, gain];
    }
    const chosen = spectra[best];
    if (chosen === undefined) return ranks;
    ranks[best] = (ranks[best] ?? 0) + 1;
    left -= factorParameters(1, chosen);
  }
}

/** The rank of every matrix as the settings say. */
export function chooseRanks(
  { rankBy, fraction, energy }: RankSettings,
  spectra: readonly Spectrum[],
): readonly number[] {
  switch (rankBy) {
    case 'energy':
      return spectra.map(({ singularValues }) => rankForEnergy(singularValues, energy));
    case 'budget':
      return spectra.map((spectrum) => rankForFraction(spectrum, fraction));
    case 'shared-budget':
      return allocateRanks(spectra, fraction * spectra.reduce((sum, { rows, columns }) => sum + rows * columns, 0));
  }
}
