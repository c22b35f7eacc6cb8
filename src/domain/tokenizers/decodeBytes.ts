/**
 * UTF-8 to text where a model may have written anything: whole characters are merged, every byte that belongs to none
 * is shown as ⟨E4⟩ instead of the replacement character. Well-formed sequences by table 3-7 of the Unicode standard.
 */
import { byteLabel } from './labels.ts';

export function decodeBytes(bytes: ArrayLike<number>): string {
  const parts: string[] = [];
  for (let i = 0; i < bytes.length;) {
    const length = sequenceLength(bytes, i);
    if (length === 0) {
      parts.push(byteLabel(bytes[i] ?? 0));
      i++;
      continue;
    }
    let code = length === 1 ? (bytes[i] ?? 0) : (bytes[i] ?? 0) & (0xff >> (length + 1));
    for (let k = 1; k < length; k++) code = (code << 6) | ((bytes[i + k] ?? 0) & 0x3f);
    parts.push(String.fromCodePoint(code));
    i += length;
  }
  return parts.join('');
}

/** Bytes of the well-formed sequence at `i`; 0 if there is none. */
function sequenceLength(bytes: ArrayLike<number>, i: number): number {
  const first = bytes[i] ?? 0;
  if (first < 0x80) return 1;
  const length =
    first >= 0xc2 && first <= 0xdf ? 2 : first >= 0xe0 && first <= 0xef ? 3 : first >= 0xf0 && first <= 0xf4 ? 4 : 0;
  for (let k = 1; k < length; k++) {
    const byte = bytes[i + k] ?? 0;
    // The second byte excludes over-long forms, surrogates and codes past U+10FFFF.
    const low = k > 1 ? 0x80 : first === 0xe0 ? 0xa0 : first === 0xf0 ? 0x90 : 0x80;
    const high = k > 1 ? 0xbf : first === 0xed ? 0x9f : first === 0xf4 ? 0x8f : 0xbf;
    if (byte < low || byte > high) return 0;
  }
  return length;
}
