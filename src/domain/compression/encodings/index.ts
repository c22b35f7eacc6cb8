/** Every kind of encoding, and what can be asked of any: its values, its arrays' layout, its bytes. */
import type { Shape } from '../contract.ts';
import { blocks } from './blocks.ts';
import { bytesPerValue, type Encoding, type EncodingHeader, type Layout } from './contract.ts';
import { codebook } from './codebook.ts';
import { float } from './float.ts';
import { integer } from './integer.ts';
import { levels } from './levels.ts';
import { masked } from './masked.ts';
import { factorsOf, multiply, productLayout } from './product.ts';
import { ternary } from './ternary.ts';

/** Row-major [rows, columns]. */
export function decode(encoding: Encoding): Float32Array<ArrayBuffer> {
  switch (encoding.kind) {
    case 'float':
      return float.decode(encoding);
    case 'integer':
      return integer.decode(encoding);
    case 'levels':
      return levels.decode(encoding);
    case 'ternary':
      return ternary.decode(encoding);
    case 'blocks':
      return blocks.decode(encoding);
    case 'codebook':
      return codebook.decode(encoding);
    case 'masked':
      return masked.decode(encoding);
    case 'product': {
      const [left, right] = factorsOf(encoding).map(decode);
      return multiply(left ?? new Float32Array(), right ?? new Float32Array(), encoding);
    }
  }
}

/** The arrays that an encoding with this header has. */
export function layoutOf(header: EncodingHeader): Layout {
  switch (header.kind) {
    case 'float':
      return float.layout(header);
    case 'integer':
      return integer.layout(header);
    case 'levels':
      return levels.layout(header);
    case 'ternary':
      return ternary.layout(header);
    case 'blocks':
      return blocks.layout(header);
    case 'codebook':
      return codebook.layout(header);
    case 'masked':
      return masked.layout(header);
    case 'product':
      return productLayout(header, layoutOf);
  }
}

/** Of all arrays together, before they are made. */
export const plannedBytes = (header: EncodingHeader): number =>
  Object.values(layoutOf(header)).reduce((sum, { dtype, length }) => sum + bytesPerValue[dtype] * length, 0);

/** Of the arrays that there are. */
export const encodedBytes = ({ arrays }: Encoding): number =>
  Object.values(arrays).reduce((sum, array) => sum + array.byteLength, 0);

/** Everything included. */
export const bitsPerWeight = (bytes: number, { rows, columns }: Shape): number => (8 * bytes) / (rows * columns);
