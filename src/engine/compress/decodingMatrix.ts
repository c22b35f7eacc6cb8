/**
 * A compressed matrix as a decoder multiplies with it on typed arrays: from its codes where there is a loop for them, as two
 * products where it is of low rank, with half of the work where it is 2:4 sparse, as a smaller one where whole rows and
 * columns are gone. What has no such form (Huffman codes, other holes) is decoded.
 */
import type { Encoding } from '../../domain/compression/encodings/contract.ts';
import { factorsOf } from '../../domain/compression/encodings/product.ts';
import { addTo, type DecodingMatrix } from '../../domain/models/decoding/matrices.ts';
import { layerOf, partsOf } from './gemvParts.ts';

export function decodingMatrix(encoding: Encoding): DecodingMatrix {
  if (encoding.kind !== 'product') return layerOf(partsOf(encoding)[0]);
  const [left, right] = factorsOf(encoding);
  return productMatrix(decodingMatrix(left), decodingMatrix(right), right.rows);
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
