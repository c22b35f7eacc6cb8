/**
 * 16-bit floats as bit patterns in a `Uint16Array`, which is what files and kernels take. Rounding is to nearest, ties to
 * even. f16 by @petamoriken/float16 (Float16Array is younger than the browsers that we run in); bf16 is the upper half of
 * an f32.
 */
import { f16round, getFloat16, setFloat16 } from '@petamoriken/float16';

export const largestF16 = 65504;

/** The nearest finite f16, so that a huge scale stays a number. */
export const toF16 = (x: number): number => f16round(Math.min(largestF16, Math.max(-largestF16, x)));

export function f16Bits(values: ArrayLike<number>): Uint16Array<ArrayBuffer> {
  const bits = new Uint16Array(values.length);
  const view = new DataView(bits.buffer);
  for (let i = 0; i < bits.length; i++) setFloat16(view, 2 * i, values[i] ?? 0, true);
  return bits;
}

export function f16Values(bits: Uint16Array): Float32Array<ArrayBuffer> {
  const view = new DataView(bits.buffer, bits.byteOffset, bits.byteLength);
  const values = new Float32Array(bits.length);
  for (let i = 0; i < values.length; i++) values[i] = getFloat16(view, 2 * i, true);
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
