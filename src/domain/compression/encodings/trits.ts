/** Five digits of base three in a byte, the first one lowest: 3⁵ = 243 of 256 values, 1.6 bits a digit. */
export const tritsPerByte = 5;
export const bytesForTrits = (count: number): number => Math.ceil(count / tritsPerByte);

/** @param trits each 0, 1 or 2. */
export function packTrits(trits: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(bytesForTrits(trits.length));
  for (let i = trits.length - 1; i >= 0; i--) {
    const at = Math.floor(i / tritsPerByte);
    bytes[at] = 3 * (bytes[at] ?? 0) + (trits[i] ?? 0);
  }
  return bytes;
}

export function unpackTrits(bytes: Uint8Array, count: number): Uint8Array<ArrayBuffer> {
  const trits = new Uint8Array(count);
  let rest = 0;
  for (let i = 0; i < count; i++) {
    if (i % tritsPerByte === 0) rest = bytes[i / tritsPerByte] ?? 0;
    trits[i] = rest % 3;
    rest = Math.floor(rest / 3);
  }
  return trits;
}
