/** Bit packing: round trips, size, layout, and refusals. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { packBits, packedBytes, unpackBits } from '../../../../src/domain/compression/sharing/packBits.ts';

const packable = fc
  .integer({ min: 1, max: 16 })
  .chain((bits) =>
    fc.tuple(fc.constant(bits), fc.array(fc.integer({ min: 0, max: 2 ** bits - 1 }), { maxLength: 50 })),
  );

describe('packed bits', () => {
  it('come back, in exactly the bytes that they need', () => {
    fc.assert(
      fc.property(packable, ([bits, values]) => {
        const bytes = packBits(values, bits);
        expect(bytes.length).toBe(packedBytes(values.length, bits));
        expect(bytes.length).toBe(Math.ceil((values.length * bits) / 8));
        expect(Array.from(unpackBits(bytes, bits, values.length))).toEqual(values);
      }),
    );
  });

  it('stand in the order of a little-endian number', () => {
    fc.assert(
      fc.property(packable, ([bits, values]) => {
        const whole = values.reduceRight((number, value) => (number << BigInt(bits)) | BigInt(value), 0n);
        const read = packBits(values, bits).reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
        expect(read).toBe(whole);
      }),
    );
    expect(Array.from(packBits([1, 2, 3, 0, 1], 2))).toEqual([0b00_11_10_01, 0b01]);
  });

  it('refuses what does not fit, and bytes of another length', () => {
    for (const value of [-1, 4, 0.5, NaN]) expect(() => packBits([value], 2)).toThrow(RangeError);
    expect(() => unpackBits(new Uint8Array(2), 2, 4)).toThrow(RangeError);
    expect(() => unpackBits(new Uint8Array(0), 2, 1)).toThrow(RangeError);
  });
});
