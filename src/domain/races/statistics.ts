/**
 * What a few repeats tell: mean, standard error, an interval by Student's t, and Welch's test of two means whose spreads
 * may differ (Welch 1947). The distribution comes from the incomplete beta function by its continued fraction (Press et al.,
 * Numerical Recipes, 6.4; Lentz's method), good to 1e-10 here; compared with scipy in tests/goldens/races.py.
 */

export interface Spread {
  readonly count: number;
  readonly mean: number;
  /** Sample standard deviation over √n; NaN below two values. */
  readonly standardError: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const count = values.length;
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { count, mean, standardError: count < 2 ? Number.NaN : Math.sqrt(squares / (count - 1) / count) };
}

/** Half the width of the interval that holds the true mean with this confidence, if the values are normal. */
export const halfWidth = ({ count, standardError }: Spread, confidence = 0.95): number =>
  standardError * studentQuantile(0.5 + confidence / 2, count - 1);

export interface WelchTest {
  /** Of the first minus the second. */
  readonly difference: number;
  readonly t: number;
  readonly freedom: number;
  /** Two-sided: how often equal means would look at least this different. */
  readonly p: number;
}

export function welchTest(a: Spread, b: Spread): WelchTest {
  const [first, second] = [a.standardError ** 2, b.standardError ** 2];
  const difference = a.mean - b.mean;
  const both = first + second;
  // Values without any spread differ, or they do not.
  if (both === 0)
    return { difference, t: difference === 0 ? 0 : Infinity, freedom: Infinity, p: difference === 0 ? 1 : 0 };
  const t = difference / Math.sqrt(both);
  const freedom = both ** 2 / (first ** 2 / (a.count - 1) + second ** 2 / (b.count - 1));
  return { difference, t, freedom, p: bothTails(t, freedom) };
}

/** P(|T| ≥ |t|) of Student's t. */
export const bothTails = (t: number, freedom: number): number =>
  incompleteBeta(freedom / (freedom + t * t), freedom / 2, 0.5);

/** @param probability above one half */
export function studentQuantile(probability: number, freedom: number): number {
  if (!(freedom >= 1)) return Number.NaN;
  let [low, high] = [0, 1];
  while (1 - bothTails(high, freedom) / 2 < probability) high *= 2;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (1 - bothTails(middle, freedom) / 2 < probability) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

function incompleteBeta(x: number, a: number, b: number): number {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const front = Math.exp(logGamma(a + b) - logGamma(a) - logGamma(b) + a * Math.log(x) + b * Math.log1p(-x));
  // The fraction converges fast on this side of the mean only.
  return x < (a + 1) / (a + b + 2) ? (front * fraction(x, a, b)) / a : 1 - (front * fraction(1 - x, b, a)) / b;
}

const tiny = 1e-300;
const held = (value: number): number => (Math.abs(value) < tiny ? tiny : value);

function fraction(x: number, a: number, b: number): number {
  let c = 1;
  let d = 1 / held(1 - ((a + b) * x) / (a + 1));
  let result = d;
  const factor = (numerator: number): number => {
    d = 1 / held(1 + numerator * d);
    c = held(1 + numerator / c);
    result *= c * d;
    return c * d;
  };
  for (let m = 1; m <= 300; m++) {
    factor((m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)));
    const change = factor((-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)));
    if (Math.abs(change - 1) < 1e-15) break;
  }
  return result;
}

/** Lanczos 1964 with g = 7 and nine terms. */
const lanczos = [
  0.99999999999980993, 676.5203681218851, -1259.1392167224028, 771.32342877765313, -176.61502916214059,
  12.507343278686905, -0.13857109526572012, 9.9843695780195716e-6, 1.5056327351493116e-7,
] as const;

function logGamma(x: number): number {
  if (x < 0.5) return Math.log(Math.PI / Math.sin(Math.PI * x)) - logGamma(1 - x);
  const [start, ...terms] = lanczos;
  const sum = terms.reduce<number>((total, term, index) => total + term / (x + index), start);
  const at = x + 6.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(at) - at + Math.log(sum);
}
