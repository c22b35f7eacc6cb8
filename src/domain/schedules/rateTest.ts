/**
 * Learning-rate range test (Smith 2017, Cyclical Learning Rates, section 3.3): the rate rises from step to step, each by the
 * same factor, and the loss says which rates learn. The two suggestions are those of fastai's `lr_find`, by a line fitted to
 * the neighbours of each point where fastai smooths with the past alone, which shifts the valley to the right.
 */

export interface RateRange {
  readonly steps: number;
  readonly lowest: number;
  readonly highest: number;
}

/** fastai's: seven powers of ten and more. */
export const usualRange: RateRange = { steps: 100, lowest: 1e-6, highest: 10 };

/** @param step counts from 0 */
export const rateAt = ({ steps, lowest, highest }: RateRange, step: number): number =>
  lowest * (highest / lowest) ** (step / (steps - 1));

/** Beyond fastai's four times the lowest loss; where losses are tiny, that alone is noise. */
export const hasDiverged = (lossNats: number, lowestNats: number): boolean =>
  !Number.isFinite(lossNats) || (lossNats > 4 * lowestNats && lossNats > lowestNats + 1);

export interface RateSuggestion {
  /** Fitted loss at each rate. */
  readonly smooth: readonly number[];
  /** Where the loss falls fastest over the logarithm of the rate; null where it never falls. */
  readonly steepest: number | null;
  /** A tenth of the rate at the lowest loss; null where the loss never falls. */
  readonly tenth: number | null;
}

/** Neighbours on each side that a line is fitted to. */
const reach = 5;
/** A fall counts from so many times what single losses differ from the fitted ones on the way. */
const leastFall = 3;

/** @param rates rising, each by the same factor */
export function suggestRates(rates: readonly number[], lossNats: readonly number[]): RateSuggestion {
  const fits = lossNats.map((_, at) => fitAround(lossNats, at));
  const smooth = fits.map(({ value }) => value);
  const bottom = indexOfLeast(smooth);
  const fall = (smooth[0] ?? Number.NaN) - (smooth[bottom] ?? Number.NaN);
  const squares = smooth.slice(0, bottom + 1).map((value, i) => (value - (lossNats[i] ?? Number.NaN)) ** 2);
  const noise = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  const nothing = lossNats.length <= 2 * reach || bottom === 0 || !(fall > leastFall * noise);
  if (nothing) return { smooth, steepest: null, tenth: null };
  const steepest = indexOfLeast(fits.slice(0, bottom + 1).map(({ slope }) => slope));
  return { smooth, steepest: rates[steepest] ?? null, tenth: (rates[bottom] ?? Number.NaN) / 10 };
}

/** The least-squares line through a point's neighbourhood: its value there, and its slope. */
function fitAround(values: readonly number[], at: number): { readonly value: number; readonly slope: number } {
  const first = Math.max(0, at - reach);
  const near = values.slice(first, at + reach + 1);
  const center = (near.length - 1) / 2;
  const mean = near.reduce((sum, value) => sum + value, 0) / near.length;
  const spread = near.reduce((sum, _, i) => sum + (i - center) ** 2, 0);
  const slope = spread === 0 ? 0 : near.reduce((sum, value, i) => sum + (i - center) * (value - mean), 0) / spread;
  return { value: mean + slope * (at - first - center), slope };
}

const indexOfLeast = (values: readonly number[]): number =>
  values.reduce((least, value, i) => (value < (values[least] ?? Infinity) ? i : least), 0);
