/**
 * A compressed matrix as a decoder multiplies with it on typed arrays: from its codes where there is a loop for them, as two
 * products where it is of low rank, with half of the work where it is 2:4 sparse. What has no such form (Huffman codes, other
 * holes) is decoded, and says so.
 */
import type { Encoding } from '../../domain/compression/encodings/contract.ts';
import { decode } from '../../domain/compression/encodings/index.ts';
import type { MaskedEncoding } from '../../domain/compression/encodings/masked.ts';
import { factorsOf } from '../../domain/compression/encodings/product.ts';
import { packPlaces, unpackMask, type PackedSparse } from '../../domain/compression/pruners/packSparse.ts';
import { addTo, denseTable, type DecodingMatrix } from '../../domain/models/decoding/matrices.ts';
import { arraysMatrix, sparseArraysMatrix } from './executionArrays.ts';
import { executable, executableSparse } from './executionLayout.ts';

export interface Execution {
  readonly matrix: DecodingMatrix;
  /** Some of it had to be written out as f32 first. */
  readonly decoded: boolean;
}

export function executionOf(encoding: Encoding): Execution {
  if (encoding.kind === 'product') {
    const [left, right] = factorsOf(encoding).map(executionOf) as [Execution, Execution];
    return {
      matrix: productMatrix(left.matrix, right.matrix, encoding.right.rows),
      decoded: left.decoded || right.decoded,
    };
  }
  const packed = executable(encoding);
  if (packed) return { matrix: arraysMatrix(packed), decoded: false };
  const sparse = encoding.kind === 'masked' ? twoOfFour(encoding) : null;
  if (sparse) {
    const size = { inputs: encoding.columns, outputs: encoding.rows };
    return { matrix: sparseArraysMatrix(size, executableSparse(sparse)), decoded: false };
  }
  const plain = encoding.kind === 'float' && encoding.format === 'f32';
  return { matrix: denseMatrix(decode(encoding), encoding.columns), decoded: !plain };
}

const denseMatrix = (values: Float32Array, columns: number): DecodingMatrix => ({
  ...denseTable(values, columns),
  bytes: values.byteLength,
});

/** Null where the weights that stay are written in another way than as f32, or are not two of every four. */
export function twoOfFour(encoding: MaskedEncoding): PackedSparse | null {
  const { rows, columns, inner, arrays } = encoding;
  if (inner.kind !== 'float' || inner.format !== 'f32' || columns % 4 !== 0) return null;
  const mask = unpackMask(arrays.mask, rows * columns);
  for (let i = 0; i < mask.length; i += 4) {
    if ((mask[i] ?? 0) + (mask[i + 1] ?? 0) + (mask[i + 2] ?? 0) + (mask[i + 3] ?? 0) !== 2) return null;
  }
  return packPlaces({ mask, values: decode(encoding) }, { removed: 2, size: 4 });
}

/** left [O, R] · right [R, I]: never multiplied with each other. */
function productMatrix(left: DecodingMatrix, right: DecodingMatrix, rank: number): DecodingMatrix {
  const between = new Float32Array(rank);
  return {
    bytes: left.bytes + right.bytes,
    multiply(x, bias, y) {
      right.multiply(x, null, between);
      left.multiply(between, bias, y);
    },
    row(index, out) {
      const factors = new Float32Array(rank);
      left.row(index, factors);
      const sum = new Float32Array(out.length);
      for (const [r, factor] of factors.entries()) {
        right.row(r, out);
        addTo(
          sum,
          out.map((value) => factor * value),
        );
      }
      out.set(sum);
    },
  };
}
