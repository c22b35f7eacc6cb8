/** Five digits of base three in a byte, the first one lowest: 3⁵ = 243 of 256 values, 1.6 bits a digit. */
export const tritsPerByte = 5;
export const bytesForTrits = (count: number): number => Math.ceil(count / tritsPerByte);

/** @param trits each 0, 1 or 2. */
export function packTrits(trits: Uint8Array): Uint8Array<ArrayBuffer> {
  return Uint8Array.from({ length: bytesForTrits(trits.length) }, (_, i) =>
    trits.subarray(i * tritsPerByte, (i + 1) * tritsPerByte).reduceRight((byte, trit) => 3 * byte + trit, 0),
  );
}

export function unpackTrits(bytes: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const trits = new Uint8Array(count);
  for (let i = 0; i < count; i++) {
    trits[i] = Math.floor((bytes[Math.floor(i / tritsPerByte)] ?? 0) / 3 ** (i % tritsPerByte)) % 3;
  }
  return trits;
}
