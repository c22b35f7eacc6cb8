/** Tokens in bytes, and what they stand for, in double precision; the product is that of `quantized-linear`. */
import { quantizedReference, type QuantizedArrays } from '../quantized-linear/reference.ts';
import type { QuantizedFormat, QuantizedShape } from '../quantized-linear/format.ts';

type Numbers = ArrayLike<number>;

/** The byte of each input: [M, I], and of what fills up the last word of a row, if asked for more. */
export const tokenByte = (tokens: Numbers, wordsPerRow: number, row: number, input: number): number =>
  ((tokens[row * wordsPerRow + (input >> 2)] ?? NaN) << (24 - 8 * (input % 4))) >> 24;

/** x as it is after rounding: [M, I]. */
export function tokensReference(tokens: Numbers, tokenScales: Numbers, rows: number, inputs: number): Float64Array {
  const words = tokens.length / rows;
  return Float64Array.from({ length: rows * inputs }, (_, i) => {
    const row = Math.floor(i / inputs);
    return tokenByte(tokens, words, row, i % inputs) * (tokenScales[row] ?? NaN);
  });
}

/** @param format whose factors on the inputs the tokens have already */
export const int8Reference = (
  format: QuantizedFormat,
  shape: QuantizedShape,
  tokens: Numbers,
  tokenScales: Numbers,
  arrays: QuantizedArrays,
): Float64Array => {
  const x = tokensReference(tokens, tokenScales, shape.rows, shape.inputs);
  return quantizedReference({ ...format, inputScales: false }, shape, x, arrays);
};
