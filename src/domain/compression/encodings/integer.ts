/**
 * Whole numbers times a scale: w = s (q − z), with 1 to 8 bits for q and an f16 s per group. Without stored zero points z
 * is the middle, 2^(b−1) (a kernel that multiplies signed bytes flips the top bit of each); at one bit it is ½, so that the
 * two codes mean ∓s/2. With them, z is an f16 per group, whole for round-to-nearest and broken for HQQ. Scales are rounded
 * to f16 *before* codes are computed from them, so what is lost is lost once. Where `inputScaled`, w = s (q − z) t_j with
 * an f16 factor t per input (AWQ).
 */
import type { Shape } from '../contract.ts';
import { f16Bits, f16Values } from '../numeric/halfFloats.ts';
import { packCodes, unpackCodes, wordsPerRow } from './bits.ts';
import type { EncodingKind, HeaderOf } from './contract.ts';
import { groupCount, groupRange, type Grouped } from './groups.ts';

export interface IntegerEncoding extends Shape, Grouped {
  readonly kind: 'integer';
  /** 1 … 8. */
  readonly bits: number;
  readonly zeroPoints: boolean;
  readonly inputScaled: boolean;
  readonly arrays: {
    /** Rows of codes, see `bits.ts`. */
    readonly codes: Uint32Array;
    /** f16, one per group. */
    readonly scales: Uint16Array;
    /** f16, one per group. */
    readonly zeros?: Uint16Array;
    /** f16, [columns]. */
    readonly inputScales?: Uint16Array;
  };
}

export type IntegerHeader = HeaderOf<IntegerEncoding>;

/** Before packing; scales, zeros and inputScales must be f16 numbers. */
export interface IntegerParts {
  /** Row-major [rows, columns]. */
  readonly codes: Uint8Array;
  readonly scales: ArrayLike<number>;
  readonly zeros?: ArrayLike<number>;
  readonly inputScales?: ArrayLike<number>;
}

/** The code of zero where no zero points are stored. */
export const middle = (bits: number): number => (bits === 1 ? 0.5 : 2 ** (bits - 1));

export const integer: EncodingKind<IntegerEncoding> = {
  kind: 'integer',
  layout(header) {
    const { rows, columns, bits, zeroPoints, inputScaled } = header;
    const perGroup = { dtype: 'F16', length: groupCount(header) } as const;
    return {
      codes: { dtype: 'U32', length: rows * wordsPerRow(columns, bits) },
      scales: perGroup,
      ...(zeroPoints && { zeros: perGroup }),
      ...(inputScaled && { inputScales: { dtype: 'F16', length: columns } as const }),
    };
  },
  decode(encoding) {
    const { bits, columns, arrays } = encoding;
    const codes = unpackCodes(arrays.codes, encoding, bits);
    const scales = f16Values(arrays.scales);
    const zeros = arrays.zeros && f16Values(arrays.zeros);
    const inputScales = arrays.inputScales && f16Values(arrays.inputScales);
    const values = new Float32Array(codes.length);
    for (let index = 0; index < scales.length; index++) {
      const { start, end } = groupRange(encoding, index);
      const scale = scales[index] ?? 0;
      const zero = zeros ? (zeros[index] ?? 0) : middle(bits);
      for (let i = start; i < end; i++) {
        values[i] = scale * ((codes[i] ?? 0) - zero) * (inputScales ? (inputScales[i % columns] ?? 0) : 1);
      }
    }
    return values;
  },
};

export function packInteger(
  header: IntegerHeader,
  { codes, scales, zeros, inputScales }: IntegerParts,
): IntegerEncoding {
  return {
    ...header,
    arrays: {
      codes: packCodes(codes, header, header.bits),
      scales: f16Bits(scales),
      ...(zeros && { zeros: f16Bits(zeros) }),
      ...(inputScales && { inputScales: f16Bits(inputScales) }),
    },
  };
}
