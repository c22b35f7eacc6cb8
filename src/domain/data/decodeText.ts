/**
 * The bytes of a dropped file as text. A byte-order mark decides; without one, UTF-8 is tried first, because hardly any
 * other text is valid UTF-8, then GB 18030 and UTF-16, which accept nearly anything and are therefore also judged by
 * what comes out: real text has next to no control, private or unassigned characters.
 */
import { prepareText } from './prepareText.ts';
import { mostBytes, textProblem } from './textProblem.ts';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030';

export interface DecodedText {
  readonly text: string;
  readonly encoding: Encoding;
}

/** Largest share of implausible characters in a text. */
const tolerated = 0.01;

/** Characters judged; reading more would not change the verdict. */
const judged = 65536;

export function decodeText(bytes: Uint8Array): DecodedText {
  if (bytes.length === 0) throw textProblem('empty', 0);
  if (bytes.length > mostBytes) throw textProblem('too-large', bytes.length);
  for (const encoding of candidates(bytes)) {
    const text = decodeAs(bytes, encoding);
    if (text !== null && share(text, implausible) <= tolerated) return { text: prepareText(text), encoding };
  }
  throw textProblem(isBinary(bytes) ? 'binary' : 'unknown-encoding', bytes.length);
}

function candidates(bytes: Uint8Array): readonly Encoding[] {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return ['utf-8'];
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return ['utf-16le'];
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return ['utf-16be'];
  // Of all encodings of text, only UTF-16 has zero bytes; read in the wrong order, Latin letters become Chinese ones.
  if (!bytes.includes(0)) return ['utf-8', 'gb18030'];
  const familiarShare = (encoding: Encoding): number => share(decodeAs(bytes, encoding) ?? '', familiar);
  return familiarShare('utf-16be') > familiarShare('utf-16le') ? ['utf-16be'] : ['utf-16le'];
}

function decodeAs(bytes: Uint8Array, encoding: Encoding): string | null {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}

/** Control characters but white space, private and unassigned ones, and the replacement character. */
const implausible = /[^\P{Cc}\t\n\r\f]|\p{Co}|\p{Cn}|\uFFFD/gu;

/** ASCII and the punctuation of Chinese and Japanese. */
const familiar = /[\t\n\r -~\u3000-\u303F\uFF00-\uFFEF]/g;

function share(text: string, kind: RegExp): number {
  const head = text.slice(0, judged);
  return (head.match(kind)?.length ?? 0) / Math.max(1, head.length);
}

/** Zero bytes, or many control codes that no encoding of text uses. */
function isBinary(bytes: Uint8Array): boolean {
  const head = bytes.subarray(0, judged);
  const controls = head.reduce((sum, byte) => sum + (byte < 9 || (byte > 13 && byte < 32) ? 1 : 0), 0);
  return head.includes(0) || controls / head.length > tolerated;
}
