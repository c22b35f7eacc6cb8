/**
 * Small whole numbers side by side in bytes: value i takes the bits from i·b on, lowest bit first, as a little-endian
 * number would hold them. The last byte is filled with zeros.
 */

export const packedBytes = (count: number, bits: number): number => Math.ceil((count * bits) / 8);

/** Throws RangeError for a value that does not fit into `bits` (1 to 16). */
export function packBits(values: ArrayLike<number>, bits: number): Uint8Array {
  const bytes = new Uint8Array(packedBytes(values.length, bits));
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? NaN;
    if (!(Number.isInteger(value) && value >= 0 && value < 2 ** bits)) {
      throw new RangeError(`packBits: ${value} does not fit into ${bits} bits`);
    }
    const at = i * bits;
    // At most 7 + 16 bits, in three bytes.
    for (let rest = value << (at & 7), byte = at >>> 3; rest > 0; rest >>>= 8, byte++) {
      bytes[byte] = (bytes[byte] ?? 0) | (rest & 0xff);
    }
  }
  return bytes;
}

/** The inverse of `packBits`. Throws RangeError if the bytes are not exactly those of `count` values. */
export function unpackBits(bytes: Uint8Array, bits: number, count: number): Uint16Array {
  if (bytes.length !== packedBytes(count, bits)) {
    throw new RangeError(`unpackBits: ${count} values of ${bits} bits do not take ${bytes.length} bytes`);
  }
  const keep = 2 ** bits - 1;
  return Uint16Array.from({ length: count }, (_, i) => {
    const at = i * bits;
    const byte = at >>> 3;
    const three = (bytes[byte] ?? 0) | ((bytes[byte + 1] ?? 0) << 8) | ((bytes[byte + 2] ?? 0) << 16);
    return (three >>> (at & 7)) & keep;
  });
}
