/**
 * How a matrix is written down. An encoding is its header (what a file's JSON says) and its arrays (what a file's bytes
 * are); its size is the size of the arrays and nothing else. Each kind gives the layout that follows from a header, so
 * that sizes are known in advance and an array from a file can be checked.
 */
import type { Shape } from '../contract.ts';
import type { BlocksEncoding } from './blocks.ts';
import type { CodebookEncoding } from './codebook.ts';
import type { FloatEncoding } from './float.ts';
import type { IntegerEncoding } from './integer.ts';
import type { LevelsEncoding } from './levels.ts';
import type { MaskedEncoding } from './masked.ts';
import type { ProductEncoding } from './product.ts';
import type { TernaryEncoding } from './ternary.ts';

export type Encoding =
  | FloatEncoding
  | IntegerEncoding
  | LevelsEncoding
  | TernaryEncoding
  | BlocksEncoding
  | CodebookEncoding
  | MaskedEncoding
  | ProductEncoding;

/** Everything of an encoding but its arrays. */
export type HeaderOf<E> = E extends unknown ? Omit<E, 'arrays'> : never;
export type EncodingHeader = HeaderOf<Encoding>;

/** F16 and BF16 are held as the bit patterns that a file has. */
export type Dtype = 'F32' | 'F16' | 'BF16' | 'U8' | 'U32';
export type EncodedArray = Float32Array | Uint16Array | Uint8Array | Uint32Array;

export interface ArraySpec {
  readonly dtype: Dtype;
  readonly length: number;
}

/** By the name of the array. */
export type Layout = Readonly<Record<string, ArraySpec>>;

export interface EncodingKind<E extends Shape & { readonly kind: string }> {
  readonly kind: E['kind'];
  layout(header: HeaderOf<E>): Layout;
  /** Row-major [rows, columns]. */
  decode(encoding: E): Float32Array<ArrayBuffer>;
}

export const bytesPerValue: Readonly<Record<Dtype, number>> = { F32: 4, F16: 2, BF16: 2, U8: 1, U32: 4 };
