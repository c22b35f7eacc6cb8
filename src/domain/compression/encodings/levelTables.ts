/**
 * Number systems that are lists of levels. NF4: the published sixteen, quantiles of the normal distribution scaled to
 * ±1 (the golden script makes them again from the quantile function). FP8: every finite value of the two formats of the
 * Open Compute Project, by their bit pattern; e4m3 has no infinities, e5m2 has.
 */
export type LevelsName = 'nf4' | 'e4m3' | 'e5m2';

export interface LevelTable {
  readonly bits: number;
  /** By code; NaN where the code is no finite number. */
  readonly values: Float32Array;
  /** The largest level, which the largest weight of a group is scaled to. */
  readonly largest: number;
}

/** QLoRA (arXiv 2305.14314), appendix E. */
const nf4 = [
  -1, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
  -0.09105003625154495, 0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
  0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1,
];

/** Sign, exponent, mantissa; subnormal where the exponent is 0. */
function float8(code: number, mantissaBits: number): number {
  const exponentBits = 7 - mantissaBits;
  const bias = 2 ** (exponentBits - 1) - 1;
  const mantissa = (code & (2 ** mantissaBits - 1)) / 2 ** mantissaBits;
  const exponent = (code & 0x7f) >> mantissaBits;
  const size = exponent === 0 ? mantissa * 2 ** (1 - bias) : (1 + mantissa) * 2 ** (exponent - bias);
  return code >= 0x80 ? -size : size;
}

function float8Table(mantissaBits: number, largest: number): LevelTable {
  const values = Float32Array.from({ length: 256 }, (_, code) => {
    const value = float8(code, mantissaBits);
    return Math.abs(value) <= largest ? value : NaN;
  });
  return { bits: 8, values, largest };
}

export const levelTables: Readonly<Record<LevelsName, LevelTable>> = {
  nf4: { bits: 4, values: Float32Array.from(nf4), largest: 1 },
  e4m3: float8Table(3, 448),
  e5m2: float8Table(2, 57344),
};

/** Finds the code of the nearest level; halfway the even code, and beyond the ends the end. */
export function nearestLevel({ values }: LevelTable): (x: number) => number {
  const codes = Array.from(values, (_, code) => code).filter((code) => !Number.isNaN(values[code]));
  // The two zeros of FP8 are one level here, the positive one.
  const sorted = codes
    .filter((code) => !Object.is(values[code], -0))
    .toSorted((a, b) => (values[a] ?? 0) - (values[b] ?? 0));
  const level = Float32Array.from(sorted, (code) => values[code] ?? 0);
  return (x) => {
    let low = 0;
    let high = sorted.length - 1;
    while (high - low > 1) {
      const between = (low + high) >> 1;
      if ((level[between] ?? 0) <= x) low = between;
      else high = between;
    }
    const below = sorted[low] ?? 0;
    const above = sorted[high] ?? 0;
    const nearer = x - (level[low] ?? 0) - ((level[high] ?? 0) - x);
    return nearer < 0 || (nearer === 0 && below % 2 === 0) ? below : above;
  };
}
