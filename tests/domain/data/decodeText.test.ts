import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeText, type Encoding } from '../../../src/domain/data/decodeText.ts';
import { prepareText } from '../../../src/domain/data/prepareText.ts';
import { fewestCharacters, mostBytes } from '../../../src/domain/data/textProblem.ts';
import { reportOfThrown } from './thrown.ts';

const english = 'It is a truth universally acknowledged, that a single man must be in want of a wife.\n'.repeat(4);
const chinese = '子曰：“学而时习之，不亦说乎？有朋自远方来，不亦乐乎？人不知而不愠，不亦君子乎？一以贯之。”\n'.repeat(
  8,
);
const mixed = `Löwe, café, naïve — “quotes” 😀 ${english}${chinese}`;

const utf16 = (text: string, little: boolean): Uint8Array => {
  const bytes = new Uint8Array(text.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < text.length; i++) view.setUint16(i * 2, text.charCodeAt(i), little);
  return bytes;
};
const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);

/** GB 2312 by reading the standard's table backwards: every two-byte code, decoded once. */
const gb = (() => {
  const codes = new Map<string, readonly [number, number]>();
  const decoder = new TextDecoder('gb18030');
  for (let high = 0xa1; high <= 0xf7; high++) {
    for (let low = 0xa1; low <= 0xfe; low++) codes.set(decoder.decode(Uint8Array.of(high, low)), [high, low]);
  }
  return (text: string): Uint8Array => {
    const bytes = [...text].flatMap((character) => codes.get(character) ?? [character.charCodeAt(0)]);
    return Uint8Array.from(bytes);
  };
})();

const withMark = (mark: readonly number[], bytes: Uint8Array): Uint8Array => Uint8Array.of(...mark, ...bytes);

describe('a file in any of the encodings', () => {
  it.each<[string, Encoding, string, Uint8Array]>([
    ['UTF-8', 'utf-8', mixed, utf8(mixed)],
    ['ASCII', 'utf-8', english, utf8(english)],
    ['UTF-8 with mark', 'utf-8', mixed, withMark([0xef, 0xbb, 0xbf], utf8(mixed))],
    ['UTF-16 LE with mark', 'utf-16le', mixed, withMark([0xff, 0xfe], utf16(mixed, true))],
    ['UTF-16 BE with mark', 'utf-16be', mixed, withMark([0xfe, 0xff], utf16(mixed, false))],
    ['UTF-16 LE, English', 'utf-16le', english, utf16(english, true)],
    ['UTF-16 BE, English', 'utf-16be', english, utf16(english, false)],
    ['UTF-16 LE, Chinese', 'utf-16le', chinese, utf16(chinese, true)],
    ['UTF-16 BE, Chinese', 'utf-16be', chinese, utf16(chinese, false)],
    ['GB 2312', 'gb18030', chinese, gb(chinese)],
    ['GB 2312 with English', 'gb18030', `${english}${chinese}`, gb(`${english}${chinese}`)],
  ])('is read: %s', (_name, encoding, text, bytes) => {
    expect(decodeText(bytes)).toEqual({ text, encoding });
  });

  it('reads the four-byte characters of GB 18030', () => {
    const bytes = Uint8Array.of(...gb(chinese), 0x81, 0x39, 0xee, 0x39);
    expect(decodeText(bytes)).toEqual({ text: `${chinese}\u3400`, encoding: 'gb18030' });
  });

  it('reads any long enough UTF-8 text without control characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: fewestCharacters * 2 }), (text) => {
        const solid = `x${text.replace(/\s/g, '_')}`;
        expect(decodeText(utf8(solid))).toEqual({ text: solid, encoding: 'utf-8' });
      }),
      { numRuns: 20 },
    );
  });
});

describe('a file that is no use', () => {
  const png = Uint8Array.of(
    0x89,
    0x50,
    0x4e,
    0x47,
    0x0d,
    0x0a,
    0x1a,
    0x0a,
    0,
    0,
    0,
    0x0d,
    0x49,
    0x48,
    0x44,
    0x52,
    0,
    0,
    2,
    0x58,
  );
  const noise = Uint8Array.from({ length: 4000 }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24 || 1);

  it.each<[string, string, number, Uint8Array]>([
    ['empty', 'empty', 0, new Uint8Array()],
    ['only a mark', 'empty', 0, Uint8Array.of(0xef, 0xbb, 0xbf)],
    ['only white space', 'empty', 0, utf8(' \n\t'.repeat(200))],
    ['tiny', 'too-short', 199, utf8('x'.repeat(fewestCharacters - 1))],
    ['huge', 'too-large', mostBytes + 1, new Uint8Array(mostBytes + 1)],
    ['a picture', 'binary', 20, png],
    ['noise', 'binary', 4000, noise],
    ['text with control codes', 'binary', 400, utf8('ab\u0001c'.repeat(100))],
    ['floats', 'binary', 4000, new Uint8Array(Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i)).buffer)],
    [
      'Latin-1',
      'unknown-encoding',
      360,
      Uint8Array.from(`une journ\u00e9e d'\u00e9t\u00e9 `.repeat(20), (c) => c.charCodeAt(0)),
    ],
  ])('gets its own message: %s', (_name, reason, amount, bytes) => {
    const report = reportOfThrown(() => decodeText(bytes));
    expect(report).toMatchObject({ code: 'bad-file', detail: { reason, amount } });
    expect(report.problems[0]?.message.en).toMatch(/\w{3,}/);
    expect(report.problems[0]?.message.zh).toMatch(/\p{Script=Han}{3,}/u);
  });

  it('says something different in each case', () => {
    const files = [
      new Uint8Array(),
      utf8('x'),
      new Uint8Array(mostBytes + 1),
      png,
      Uint8Array.from('\u00e9t\u00e9 '.repeat(99), (c) => c.charCodeAt(0)),
    ];
    const messages = files.map((bytes) => reportOfThrown(() => decodeText(bytes)).problems[0]?.message);
    expect(new Set(messages.map((message) => message?.en)).size).toBe(files.length);
    expect(new Set(messages.map((message) => message?.zh)).size).toBe(files.length);
  });
});

describe('prepareText', () => {
  it('makes every newline \\n, drops the mark and replaces half characters', () => {
    const tail = 'x'.repeat(fewestCharacters);
    expect(prepareText(`\uFEFFa\r\nb\rc\n\uD800${tail}`)).toBe(`a\nb\nc\n\uFFFD${tail}`);
  });

  it('changes nothing the second time', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('\r', '\n', '\uFEFF', '\uD83D', '\uDE00', 'a') }), (text) => {
        const once = prepareText(text + 'x'.repeat(fewestCharacters));
        expect(prepareText(once)).toBe(once);
      }),
    );
  });
});
