/**
 * −1, 0 or 1 times a scale: w = s (t − 1), five trits t in a byte, running on from row to row. Two bits a weight would be
 * simpler to unpack and a quarter larger; a kernel that waits for memory divides for free, and 1.6 bits are what makes
 * ternary weights worth having in a file (llama.cpp's TQ1_0 packs alike).
 */
import type { Shape } from '../contract.ts';
import { f16Bits, f16Values } from '../numeric/halfFloats.ts';
import type { EncodingKind, HeaderOf } from './contract.ts';
import { groupCount, groupRange, type Grouped } from './groups.ts';
import { bytesForTrits, packTrits, unpackTrits } from './trits.ts';

export interface TernaryEncoding extends Shape, Grouped {
  readonly kind: 'ternary';
  readonly arrays: {
    readonly codes: Uint8Array;
    /** f16, one per group. */
    readonly scales: Uint16Array;
  };
}

export type TernaryHeader = HeaderOf<TernaryEncoding>;

export const ternary: EncodingKind<TernaryEncoding> = {
  kind: 'ternary',
  layout: (header) => ({
    codes: { dtype: 'U8', length: bytesForTrits(header.rows * header.columns) },
    scales: { dtype: 'F16', length: groupCount(header) },
  }),
  decode(encoding) {
    const values = new Float32Array(encoding.rows * encoding.columns);
    const trits = unpackTrits(encoding.arrays.codes, values.length);
    for (const [index, scale] of f16Values(encoding.arrays.scales).entries()) {
      const { start, end } = groupRange(encoding, index);
      for (let i = start; i < end; i++) values[i] = scale * ((trits[i] ?? 0) - 1);
    }
    return values;
  },
};

/** @param scales f16 numbers. */
export const packTernary = (header: TernaryHeader, trits: Uint8Array, scales: ArrayLike<number>): TernaryEncoding => ({
  ...header,
  arrays: { codes: packTrits(trits), scales: f16Bits(scales) },
});
