/**
 * llama.cpp's blocks of 32 weights, byte for byte (ggml-quants.c, quantize_row_q8_0_ref and quantize_row_q4_0_ref): an f16
 * scale d, then 32 signed bytes (Q8_0, 34 bytes), or 16 bytes with weight i in the low and weight i + 16 in the high
 * half (Q4_0, 18 bytes; w = d (q − 8)). Codes come from the scale before its rounding to f16, all in f32, as there.
 */
import { getFloat16, setFloat16 } from '@petamoriken/float16';
import type { Matrix, Pass, Shape } from '../contract.ts';
import type { EncodingKind, HeaderOf } from './contract.ts';

export type BlockFormat = 'q8_0' | 'q4_0';

export interface BlocksEncoding extends Shape {
  readonly kind: 'blocks';
  readonly format: BlockFormat;
  readonly arrays: { readonly blocks: Uint8Array };
}

/** Weights in a block; rows must be a multiple. */
export const blockSize = 32;
export const bytesPerBlock: Readonly<Record<BlockFormat, number>> = { q8_0: 34, q4_0: 18 };
const half = blockSize / 2;

export const blocks: EncodingKind<BlocksEncoding> = {
  kind: 'blocks',
  layout: ({ rows, columns, format }) => ({
    blocks: { dtype: 'U8', length: rows * (columns / blockSize) * bytesPerBlock[format] },
  }),
  decode({ rows, columns, format, arrays: { blocks: bytes } }) {
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const values = new Float32Array(rows * columns);
    for (let start = 0, at = 0; start < values.length; start += blockSize, at += bytesPerBlock[format]) {
      const scale = getFloat16(view, at, true);
      for (let i = 0; i < blockSize; i++) values[start + i] = scale * codeAt(view, at + 2, i, format);
    }
    return values;
  },
};

function codeAt(view: DataView, at: number, i: number, format: BlockFormat): number {
  if (format === 'q8_0') return view.getInt8(at + i);
  const pair = view.getUint8(at + (i % half));
  return (i < half ? pair & 15 : pair >> 4) - 8;
}

/** @param matrix with rows of whole blocks. */
export function* encodeBlocks(header: HeaderOf<BlocksEncoding>, { values }: Matrix): Pass<BlocksEncoding> {
  const size = bytesPerBlock[header.format];
  const bytes = new Uint8Array((values.length / blockSize) * size);
  const view = new DataView(bytes.buffer);
  const encodeBlock = header.format === 'q8_0' ? encodeQ80 : encodeQ40;
  for (let block = 0; block * blockSize < values.length; block++) {
    encodeBlock(values.subarray(block * blockSize, (block + 1) * blockSize), view, block * size);
    yield ((block + 1) * blockSize) / values.length;
  }
  return { ...header, arrays: { blocks: bytes } };
}

function encodeQ80(weights: Float32Array, view: DataView, at: number): void {
  const peak = weights.reduce((largest, weight) => Math.max(largest, Math.abs(weight)), 0);
  const scale = Math.fround(peak / 127);
  const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
  setFloat16(view, at, scale, true);
  for (const [i, weight] of weights.entries()) {
    const exact = Math.fround(weight * inverse);
    // roundf: halves away from zero.
    view.setInt8(at + 2 + i, Math.sign(exact) * Math.floor(Math.abs(exact) + 0.5));
  }
}

function encodeQ40(weights: Float32Array, view: DataView, at: number): void {
  // The weight of the largest size with its sign, the first of several: it becomes −8.
  const extreme = weights.reduce((found, weight) => (Math.abs(weight) > Math.abs(found) ? weight : found), 0);
  const scale = Math.fround(extreme / -8);
  const inverse = scale === 0 ? 0 : Math.fround(1 / scale);
  setFloat16(view, at, scale, true);
  const code = (weight: number): number => Math.min(15, Math.trunc(Math.fround(Math.fround(weight * inverse) + 8.5)));
  for (let i = 0; i < half; i++) {
    view.setUint8(at + 2 + i, code(weights[i] ?? 0) | (code(weights[i + half] ?? 0) << 4));
  }
}
