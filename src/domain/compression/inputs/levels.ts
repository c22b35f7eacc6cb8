/**
 * Activations in few bits: what goes into a matrix is rounded to evenly spaced levels around zero before it is multiplied.
 * Products of whole numbers add up exactly in f32 as long as they are small, so that rounding the numbers and multiplying
 * them as before is what an integer kernel would compute, but for the order of its sum.
 */
import type { Calibration } from '../contract.ts';
import { roundHalfEven } from '../numeric/roundHalfEven.ts';

export interface InputLevels {
  readonly bits: number;
  /** Distance between two levels, f32; null where each token finds its own, from its largest input. */
  readonly scale: number | null;
}

/** By the name of the matrix; those that are not in it read their inputs as they are. */
export type InputQuantization = Readonly<Record<string, InputLevels>>;

/** Levels on either side of zero: 127 of 8 bits. */
export const levelsEachWay = (bits: number): number => 2 ** (bits - 1) - 1;

/** So that a token of zeros divides by something; far below any activation. */
export const smallestScale = 1e-30;

/** @param peak the largest |x| that the levels reach. */
export const inputScale = (peak: number, bits: number): number =>
  Math.max(smallestScale, Math.fround(peak / levelsEachWay(bits)));

/** The same levels for all tokens: those that reach the largest input of calibration. */
export const levelsForAll = (bits: number, { peak }: Pick<Calibration, 'peak'>): InputLevels => ({
  bits,
  scale: inputScale(
    peak.reduce((largest, value) => Math.max(largest, value), 0),
    bits,
  ),
});

/** One token's inputs x, rounded. @param out as long as x; may be x. */
export function roundInputs(x: Float32Array, { bits, scale }: InputLevels, out: Float32Array): void {
  let peak = 0;
  if (scale === null) for (const value of x) peak = Math.max(peak, Math.abs(value));
  const step = scale ?? inputScale(peak, bits);
  const most = levelsEachWay(bits);
  for (let i = 0; i < x.length; i++) {
    out[i] = step * Math.max(-most, Math.min(most, roundHalfEven(Math.fround((x[i] ?? 0) / step))));
  }
}
