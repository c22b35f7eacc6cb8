/** A codebook as it is stored: its values, and the indices in ⌈log₂ k⌉ bits each or as a Huffman text with its table. */
import type { Codebook } from './contract.ts';
import { huffmanBytes, huffmanDecode, huffmanEncode, type HuffmanText } from './huffman.ts';
import { packBits, unpackBits } from './packBits.ts';

export interface PackedCodebook {
  readonly centroids: Float32Array;
  readonly indices: HuffmanText | Uint8Array;
}

export const indexBits = (entries: number): number => Math.ceil(Math.log2(entries));

/** @param huffman whether to use the Huffman code; it is taken even where its table makes it the longer one. */
export const packCodebook = ({ centroids, indices }: Codebook, huffman: boolean): PackedCodebook => ({
  centroids,
  indices: huffman ? huffmanEncode(indices, centroids.length) : packBits(indices, indexBits(centroids.length)),
});

/** All of it: values as f32, code table, indices. */
export const packedCodebookBytes = ({ centroids, indices }: PackedCodebook): number =>
  4 * centroids.length + (indices instanceof Uint8Array ? indices.length : huffmanBytes(indices));

/** Throws RangeError if the indices are not those of `count` weights, or name values that there are not. */
export function unpackCodebook({ centroids, indices }: PackedCodebook, count: number): Codebook {
  const unpacked =
    indices instanceof Uint8Array
      ? Uint8Array.from(unpackBits(indices, indexBits(centroids.length), count))
      : huffmanDecode(indices, count);
  if (unpacked.some((index) => index >= centroids.length)) throw new RangeError('unpackCodebook: no such value');
  return { centroids, indices: unpacked };
}
