/** Indices into a few values: ⌈log₂ k⌉ bits each, or a Huffman text with the lengths of its codes. */
import type { Matrix, Shape } from '../contract.ts';
import type { Codebook } from '../sharing/contract.ts';
import { indexBits, packCodebook, unpackCodebook } from '../sharing/packCodebook.ts';
import { packedBytes } from '../sharing/packBits.ts';
import { weightsOf } from '../sharing/weights.ts';
import type { EncodingKind } from './contract.ts';

export interface CodebookEncoding extends Shape {
  readonly kind: 'codebook';
  readonly entries: number;
  /** Bytes of the Huffman text; null where indices are of one width. */
  readonly textBytes: number | null;
  readonly arrays: {
    readonly centroids: Float32Array;
    readonly indices: Uint8Array;
    /** Bits of each index's code. */
    readonly lengths?: Uint8Array;
  };
}

export const codebook: EncodingKind<CodebookEncoding> = {
  kind: 'codebook',
  layout: ({ rows, columns, entries, textBytes }) => ({
    centroids: { dtype: 'F32', length: entries },
    indices: { dtype: 'U8', length: textBytes ?? packedBytes(rows * columns, indexBits(entries)) },
    ...(textBytes !== null && { lengths: { dtype: 'U8', length: entries } as const }),
  }),
  decode({ rows, columns, arrays: { centroids, indices, lengths } }) {
    const packed = { centroids, indices: lengths ? { lengths, bytes: indices } : indices };
    return Float32Array.from(weightsOf(unpackCodebook(packed, rows * columns)));
  },
};

export function encodeCodebook({ rows, columns }: Matrix, book: Codebook, huffman: boolean): CodebookEncoding {
  const { centroids, indices } = packCodebook(book, huffman);
  const head = { kind: 'codebook', rows, columns, entries: centroids.length } as const;
  return indices instanceof Uint8Array
    ? { ...head, textBytes: null, arrays: { centroids, indices } }
    : {
        ...head,
        textBytes: indices.bytes.length,
        arrays: { centroids, indices: indices.bytes, lengths: indices.lengths },
      };
}
