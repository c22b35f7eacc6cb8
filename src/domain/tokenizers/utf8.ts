/** Lengths in UTF-8 without encoding anything. */

/** Bytes of one code point. */
export const utf8Length = (code: number): number => (code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4);

/** Bytes of a well-formed text. */
export function utf8Bytes(text: string): number {
  let bytes = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    // Each half of a surrogate pair stands for two of its four bytes.
    bytes += code >= 0xd800 && code <= 0xdfff ? 2 : utf8Length(code);
  }
  return bytes;
}
