/**
 * Codes of 1 to 8 bits as a stream, lowest bit first, in little-endian 32-bit words. Every row starts with a new word, so
 * that a kernel finds it by multiplication and, in rows of a multiple of 32 codes, nothing is lost. At 1, 2, 4 and 8 bits
 * no code crosses a word: word k of a row holds codes 32/b · k … of it, the first one lowest, as the kernels read them.
 */
import type { Shape } from '../contract.ts';

export const wordsPerRow = (columns: number, bits: number): number => Math.ceil((columns * bits) / 32);

/** @param codes row-major [rows, columns], each below 2^bits. */
export function packCodes(codes: Uint8Array, { rows, columns }: Shape, bits: number): Uint32Array<ArrayBuffer> {
  const stride = wordsPerRow(columns, bits);
  const words = new Uint32Array(rows * stride);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const code = codes[row * columns + column] ?? 0;
      const position = column * bits;
      const word = row * stride + (position >>> 5);
      const shift = position & 31;
      words[word] = (words[word] ?? 0) | (code << shift);
      if (shift + bits > 32) words[word + 1] = code >>> (32 - shift);
    }
  }
  return words;
}

export function unpackCodes(words: Uint32Array, { rows, columns }: Shape, bits: number): Uint8Array<ArrayBuffer> {
  const stride = wordsPerRow(columns, bits);
  const mask = (1 << bits) - 1;
  const codes = new Uint8Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const position = column * bits;
      const word = row * stride + (position >>> 5);
      const shift = position & 31;
      const low = (words[word] ?? 0) >>> shift;
      const high = shift + bits > 32 ? (words[word + 1] ?? 0) << (32 - shift) : 0;
      codes[row * columns + column] = (low | high) & mask;
    }
  }
  return codes;
}
