/**
 * How numbers are spread, counted twice: in bins of equal width about zero, and by size in half octaves on either side of
 * it, whose places are the same at every step, so that steps can be compared.
 */

export interface Spread {
  readonly count: number;
  /** Exact zeros. */
  readonly zeros: number;
  /** Not zero, but below the smallest normal number of f16, 2⁻¹⁴. */
  readonly tiny: number;
  /** Not a number, or infinite; counted in no bin. */
  readonly nonFinite: number;
  readonly low: number;
  readonly high: number;
  /** √ of the mean square. */
  readonly rms: number;
  /** `linearBins` of equal width from −reach to reach. */
  readonly reach: number;
  readonly linear: Uint32Array;
  /** `sizeBins` each, from the smallest size up; what is beyond the scale is in its last bins. Zeros are in none. */
  readonly negative: Uint32Array;
  readonly positive: Uint32Array;
}

export const linearBins = 61;
export const sizeBins = 96;
/** Exponent of two at which the bins of sizes begin; each is half an octave wide. */
export const firstExponent = -40;
export const smallestHalf = 2 ** -14;

/** The lower edge of a bin of sizes. */
export const sizeOf = (bin: number): number => 2 ** (firstExponent + bin / 2);

/** @param root takes the square root of every number first */
export function spreadOf(arrays: readonly Float32Array[], root = false): Spread {
  const linear = new Uint32Array(linearBins);
  const negative = new Uint32Array(sizeBins);
  const positive = new Uint32Array(sizeBins);
  let [count, zeros, tiny, nonFinite, squares] = [0, 0, 0, 0, 0];
  let [low, high] = [Infinity, -Infinity];
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const value = root ? Math.sqrt(array[i] as number) : (array[i] as number);
      count++;
      if (!Number.isFinite(value)) {
        nonFinite++;
        continue;
      }
      if (value < low) low = value;
      if (value > high) high = value;
      squares += value * value;
      if (value === 0) {
        zeros++;
        continue;
      }
      const size = Math.abs(value);
      if (size < smallestHalf) tiny++;
      const bin = Math.min(sizeBins - 1, Math.max(0, Math.floor(2 * (Math.log2(size) - firstExponent))));
      const side = value < 0 ? negative : positive;
      side[bin] = (side[bin] as number) + 1;
    }
  }
  const finite = count - nonFinite;
  const reach = finite === 0 ? 0 : Math.max(Math.abs(low), Math.abs(high));
  const perValue = reach === 0 ? 0 : linearBins / (2 * reach);
  for (const array of arrays) {
    for (let i = 0; i < array.length; i++) {
      const value = root ? Math.sqrt(array[i] as number) : (array[i] as number);
      if (!Number.isFinite(value)) continue;
      const bin = perValue === 0 ? (linearBins - 1) / 2 : Math.floor((value + reach) * perValue);
      const held = Math.min(linearBins - 1, bin);
      linear[held] = (linear[held] as number) + 1;
    }
  }
  const rms = Math.sqrt(squares / finite);
  return { count, zeros, tiny, nonFinite, low, high, rms, reach, linear, negative, positive };
}
