/**
 * 16-bit floats as bit patterns in a `Uint16Array`, which is what files and kernels take. Rounding is to nearest, ties to
 * even. Float16Array is younger than the browsers that we run in, and what stands in for it, @petamoriken/float16, is a
 * hundred times slower, minutes for a model of 100 M weights: it does for single scales, and is the oracle here. bf16 is
 * the upper half of an f32.
 */
import { f16round } from '@petamoriken/float16';
import { roundHalfEven } from './roundHalfEven.ts';

export const largestF16 = 65504;

/** The nearest finite f16, so that a huge scale stays a number. */
export const toF16 = (x: number): number => f16round(Math.min(largestF16, Math.max(-largestF16, x)));

/**
 * Digits are rounded as a whole number of the value's last place; one that rounds up to the next power of two carries into
 * the exponent, the last of all to infinity.
 */
export function f16Bits(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const value = values[i] ?? 0;
    const sign = value < 0 || Object.is(value, -0) ? 0x8000 : 0;
    bits[i] = sign | sizeBits(Math.abs(value));
  }
  return bits;
}

const f64 = new Float64Array(1);
const f64Words = new Uint32Array(f64.buffer);

function sizeBits(size: number): number {
  if (Number.isNaN(size)) return 0x7e00;
  if (size >= 2 * 32768) return 0x7c00;
  f64[0] = size;
  // Below 2^-14 numbers are evenly spaced.
  const exponent = Math.max(-14, (((f64Words[1] ?? 0) >>> 20) & 0x7ff) - 1023);
  const digits = roundHalfEven(size * 2 ** (10 - exponent));
  return (exponent + 14) * 1024 + digits;
}

/**
 * Shifted into an f32's fields, a value is 2^112 times too small, below the normal numbers too; only infinities and NaNs
 * need their exponent.
 */
export function f16Values(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const values = new Float32Array(bits.length);
  const words = new Uint32Array(values.buffer);
  for (let i = 0; i < bits.length; i++) {
    const pattern = bits[i] ?? 0;
    const size = pattern & 0x7fff;
    if (size >= 0x7c00) words[i] = 0x7f800000 | (size << 13);
    else {
      words[i] = size << 13;
      values[i] = (values[i] ?? 0) * 2 ** 112;
    }
    if (pattern & 0x8000) words[i] = (words[i] ?? 0) | 0x80000000;
  }
  return values;
}

export function bf16Bits(values: Float32Array): Uint16Array<ArrayBuffer> {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bits = new Uint16Array(values.length);
  for (let i = 0; i < bits.length; i++) {
    const word = words[i] ?? 0;
    // Rounding could carry a NaN's last bits away and leave an infinity.
    const broken = (word & 0x7fffffff) > 0x7f800000;
    bits[i] = broken ? (word >>> 16) | 0x40 : (word + 0x7fff + ((word >>> 16) & 1)) >>> 16;
  }
  return bits;
}

export function bf16Values(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const words = new Uint32Array(bits.length);
  for (let i = 0; i < words.length; i++) words[i] = (bits[i] ?? 0) << 16;
  return new Float32Array(words.buffer);
}
