/**
 * Evenly spaced levels s (q − z), q = 0 … 2^b − 1, for weights between two bounds. The scale is an f16 number from the
 * start. Quotients are rounded to f32 and then to the even neighbour, as torch and a kernel in f32 do it. Zero is always
 * a level: the range is extended to contain it and z is whole (GPTQ's quant.py; Jacob et al. 2018, section 2.3).
 */
import type { Shape } from '../contract.ts';
import { packInteger, type IntegerEncoding, type IntegerHeader } from '../encodings/integer.ts';
import { groupCount, type Range } from '../encodings/groups.ts';
import { toF16 } from '../numeric/halfFloats.ts';
import { roundHalfEven } from '../numeric/roundHalfEven.ts';

export interface Grid {
  readonly scale: number;
  /** The code of 0. */
  readonly zero: number;
}

export interface Levels {
  readonly bits: number;
  readonly symmetric: boolean;
}

export interface Extent {
  /** Not above 0. */
  readonly low: number;
  /** Not below 0. */
  readonly high: number;
}

export function extentOf(values: ArrayLike<number>, { start, end }: Range): Extent {
  let low = 0;
  let high = 0;
  for (let i = start; i < end; i++) {
    const value = values[i] ?? 0;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return { low, high };
}

export function gridOf({ low, high }: Extent, { bits, symmetric }: Levels): Grid {
  if (symmetric) {
    const scale = toF16(Math.max(-low, high) / (2 ** (bits - 1) - 1));
    return { scale, zero: 2 ** (bits - 1) };
  }
  const largest = 2 ** bits - 1;
  const scale = toF16((high - low) / largest);
  const zero = scale === 0 ? 0 : Math.min(largest, roundHalfEven(Math.fround(-low / scale)));
  return { scale, zero };
}

/** The nearest level's code. */
export function codeOf(weight: number, { scale, zero }: Grid, bits: number): number {
  if (scale === 0) return zero;
  return Math.min(2 ** bits - 1, Math.max(0, roundHalfEven(Math.fround(weight / scale)) + zero));
}

export const valueOf = (code: number, { scale, zero }: Grid): number => scale * (code - zero);

export const integerHeader = (
  { rows, columns }: Shape,
  { bits, symmetric }: Levels,
  group: number,
  inputScaled = false,
): IntegerHeader => ({ kind: 'integer', rows, columns, bits, group, zeroPoints: !symmetric, inputScaled });

/** Collects codes and grids in any order, then packs them. */
export interface IntegerDraft {
  readonly codes: Uint8Array;
  setGrid(index: number, grid: Grid): void;
  pack(inputScales?: ArrayLike<number>): IntegerEncoding;
}

export function integerDraft(header: IntegerHeader): IntegerDraft {
  const codes = new Uint8Array(header.rows * header.columns);
  const scales = new Float32Array(groupCount(header));
  const zeros = new Float32Array(scales.length);
  return {
    codes,
    setGrid(index, { scale, zero }) {
      scales[index] = scale;
      zeros[index] = zero;
    },
    pack: (inputScales) =>
      packInteger(header, { codes, scales, ...(header.zeroPoints && { zeros }), ...(inputScales && { inputScales }) }),
  };
}
