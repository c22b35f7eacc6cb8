/** Rounding and 16-bit floats, by published bit patterns. */
import { getFloat16, setFloat16 } from '@petamoriken/float16';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bf16Bits, bf16Values, f16Bits, f16Values, toF16 } from '../../../src/domain/compression/numeric/halfFloats.ts';
import { roundHalfEven } from '../../../src/domain/compression/numeric/roundHalfEven.ts';

describe('rounding', () => {
  it('sends halves to the even neighbour', () => {
    const halves = [-3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 4.5];
    expect(halves.map((x) => roundHalfEven(x) + 0)).toEqual([-4, -2, -2, 0, 0, 2, 2, 4]);
  });

  it('and everything else to the nearest', () => {
    fc.assert(
      fc.property(fc.double({ min: -300, max: 300, noNaN: true }), (x) => {
        const rounded = roundHalfEven(x);
        expect(Number.isInteger(rounded)).toBe(true);
        expect(Math.abs(rounded - x)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe('16-bit floats', () => {
  it('have the bit patterns of IEEE 754 half precision', () => {
    const values = [0, 1, -2, 65504, 2 ** -24, 2 ** -14, 0.333251953125];
    expect([...f16Bits(values)]).toEqual([0, 0x3c00, 0xc000, 0x7bff, 1, 0x0400, 0x3555]);
    expect([...f16Values(f16Bits(values))]).toEqual(values);
  });

  it('are read as by @petamoriken/float16, whatever the bits', () => {
    const bits = Uint16Array.from({ length: 0x10000 }, (_, i) => i);
    const view = new DataView(bits.buffer);
    const expected = Array.from(bits, (_, i) => getFloat16(view, 2 * i, true));
    const values = f16Values(bits);
    expect(expected.findIndex((value, i) => !Object.is(value, values[i]))).toBe(-1);
    const numbers = bits.filter((_, i) => !Number.isNaN(expected[i]));
    expect(f16Bits(f16Values(numbers))).toEqual(numbers);
  });

  it('are rounded as by @petamoriken/float16: between any two neighbours, at the ends, and anywhere', () => {
    const view = new DataView(new ArrayBuffer(2));
    const rounded = (value: number): number => {
      setFloat16(view, 0, value, true);
      return view.getUint16(0, true);
    };
    const sizes = f16Values(Uint16Array.from({ length: 0x7c00 }, (_, i) => i));
    const between = Array.from(sizes.subarray(1), (size, i) => (size + (sizes[i] ?? 0)) / 2);
    const awkward = [65519.99, 65520, 65536, 1e300, Infinity, -Infinity, NaN, -0, 2 ** -25, 2 ** -25 * 1.001, 5e-324];
    const values = [
      ...between,
      ...between.map((value) => value * (1 - 2 ** -40)),
      ...between.map((value) => -value * (1 + 2 ** -40)),
      ...awkward,
    ];
    expect([...f16Bits(values)]).toEqual(values.map(rounded));
    for (const any of [fc.double(), fc.float({ min: -8, max: 8 })]) {
      fc.assert(
        fc.property(any, (value) => {
          expect(f16Bits([value])[0]).toBe(rounded(value));
        }),
      );
    }
  });

  it('never become infinite as a scale', () => {
    expect([1e6, -1e6, 65520].map(toF16)).toEqual([65504, -65504, 65504]);
  });

  it('of the brain are the upper half of f32, ties to even', () => {
    const ulp = 2 ** -7;
    const values = Float32Array.of(1, -1.5, 1 + ulp / 2, 1 + 1.5 * ulp, 1 + 0.51 * ulp, Infinity, NaN);
    const bits = bf16Bits(values);
    expect([...bits.subarray(0, 6)]).toEqual([0x3f80, 0xbfc0, 0x3f80, 0x3f82, 0x3f81, 0x7f80]);
    expect(bf16Values(bits)).toEqual(Float32Array.of(1, -1.5, 1, 1 + 2 * ulp, 1 + ulp, Infinity, NaN));
  });

  it('of the brain keep a NaN whose last bits alone say that it is one', () => {
    const values = new Float32Array(Uint32Array.of(0x7f800001, 0xffffffff).buffer);
    expect([...bf16Values(bf16Bits(values))]).toEqual([NaN, NaN]);
  });
});
