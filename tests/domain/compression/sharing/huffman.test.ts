/** The Huffman code: optimal, decodable, bounded by the entropy, and refused where it is damaged. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  codeLengths,
  countSymbols,
  entropyBits,
  huffmanBytes,
  huffmanDecode,
  huffmanEncode,
  kraftSum,
} from '../../../../src/domain/compression/sharing/huffman.ts';

const { huffman: goldens } = JSON.parse(
  readFileSync(new URL('../../../goldens/sharing.json', import.meta.url), 'utf8'),
) as { huffman: { counts: number[]; bits: number; entropyBits: number }[] };

const bitsOf = (counts: ArrayLike<number>, lengths: Uint8Array): number =>
  lengths.reduce((sum, length, symbol) => sum + length * (counts[symbol] ?? 0), 0);

const texts = fc
  .integer({ min: 2, max: 256 })
  .chain((size) =>
    fc.tuple(fc.constant(size), fc.array(fc.integer({ min: 0, max: size - 1 }), { minLength: 1, maxLength: 120 })),
  );

describe('code lengths', () => {
  it.each(goldens)('take $bits bits for the counts $counts', ({ counts, bits, entropyBits: entropy }) => {
    const lengths = codeLengths(counts);
    expect(bitsOf(counts, lengths)).toBe(bits);
    expect(entropyBits(Float64Array.from(counts))).toBeCloseTo(entropy, 10);
    expect(lengths.map((length) => Math.sign(length))).toEqual(Uint8Array.from(counts, (count) => Math.sign(count)));
  });

  it('waste nothing (Kraft), and lie between the entropy and one bit more', () => {
    const counted = fc.array(fc.integer({ min: 0, max: 1000 }), { minLength: 2, maxLength: 64 });
    fc.assert(
      fc.property(
        counted.filter((counts) => counts.filter((count) => count > 0).length > 1),
        (counts) => {
          const lengths = codeLengths(counts);
          expect(kraftSum(lengths)).toBe(1);
          const total = counts.reduce((sum, count) => sum + count, 0);
          const mean = bitsOf(counts, lengths) / total;
          const entropy = entropyBits(Float64Array.from(counts));
          expect(mean).toBeGreaterThanOrEqual(entropy - 1e-9);
          expect(mean).toBeLessThan(entropy + 1);
        },
      ),
    );
  });

  it('the longest code grows with Fibonacci counts, and still works', () => {
    const counts = [1, 1];
    while (counts.length < 30) counts.push((counts.at(-1) ?? 0) + (counts.at(-2) ?? 0));
    const lengths = codeLengths(counts);
    expect(Math.max(...lengths)).toBe(29);
    expect(kraftSum(lengths)).toBe(1);
    const symbols = Uint8Array.from({ length: 30 }, (_, symbol) => symbol);
    // One of each, by a code for quite other counts: the table alone says how to read it.
    const text = { lengths, bytes: encodedBy(lengths, symbols) };
    expect(huffmanDecode(text, 30)).toEqual(symbols);
  });
});

/** RFC 1951, section 3.2.2, word for word: an independent writing of canonical codes. */
function encodedBy(lengths: Uint8Array, symbols: Uint8Array): Uint8Array {
  const longest = Math.max(...lengths);
  const countOf = Array.from({ length: longest + 1 }, (_, bits) => lengths.filter((length) => length === bits).length);
  countOf[0] = 0;
  const nextCode: number[] = [0];
  for (let bits = 1; bits <= longest; bits++)
    nextCode[bits] = ((nextCode[bits - 1] ?? 0) + (countOf[bits - 1] ?? 0)) * 2;
  const codes = Array.from(lengths, (length) => {
    const code = nextCode[length] ?? 0;
    nextCode[length] = code + 1;
    return code.toString(2).padStart(length, '0');
  });
  const bits = Array.from(symbols, (symbol) => codes[symbol]).join('');
  return Uint8Array.from({ length: Math.ceil(bits.length / 8) }, (_, i) =>
    parseInt(bits.slice(8 * i, 8 * i + 8).padEnd(8, '0'), 2),
  );
}

describe('a coded text', () => {
  it('is the canonical code of RFC 1951, and comes back', () => {
    fc.assert(
      fc.property(texts, ([size, list]) => {
        const symbols = Uint8Array.from(list);
        const text = huffmanEncode(symbols, size);
        expect(text.bytes).toEqual(encodedBy(text.lengths, symbols));
        expect(huffmanDecode(text, symbols.length)).toEqual(symbols);
        const bits = bitsOf(countSymbols(symbols, size), text.lengths);
        expect(huffmanBytes(text)).toBe(size + Math.ceil(bits / 8));
      }),
    );
  });

  it('of one symbol takes a bit each', () => {
    const text = huffmanEncode(new Uint8Array(20).fill(3), 5);
    expect([text.bytes.length, Array.from(text.lengths)]).toEqual([3, [0, 0, 0, 1, 0]]);
    expect(huffmanDecode(text, 20)).toEqual(new Uint8Array(20).fill(3));
    expect(huffmanDecode(huffmanEncode(new Uint8Array(), 4), 0)).toEqual(new Uint8Array());
  });

  it('is refused if the table is no code, or the bytes are too few or too many', () => {
    const text = huffmanEncode(Uint8Array.of(0, 1, 2, 3, 0, 0, 0, 0, 0, 0, 0, 0), 4);
    for (const lengths of [
      [1, 1, 1, 1],
      [1, 2, 3, 4],
      [0, 0, 0, 0],
      [2, 0, 0, 0],
      [1, 2, 60, 60],
    ]) {
      expect(() => huffmanDecode({ ...text, lengths: Uint8Array.from(lengths) }, 12), String(lengths)).toThrow(
        RangeError,
      );
    }
    expect(() => huffmanDecode({ ...text, bytes: text.bytes.slice(0, -1) }, 12)).toThrow(RangeError);
    expect(() => huffmanDecode(text, 100)).toThrow(RangeError);
    expect(() => huffmanDecode({ ...text, bytes: Uint8Array.of(...text.bytes, 0) }, 12)).toThrow(RangeError);
  });

  it('damaged at random is either refused or as long as it should be: decoding always ends', () => {
    const damaged = fc.tuple(fc.uint8Array({ maxLength: 20 }), fc.uint8Array({ maxLength: 20 }), fc.nat(50));
    fc.assert(
      fc.property(damaged, ([lengths, bytes, count]) => {
        let outcome: unknown;
        try {
          outcome = huffmanDecode({ lengths, bytes }, count).length;
        } catch (error) {
          outcome = error instanceof RangeError ? 'refused' : error;
        }
        expect(['refused', count]).toContain(outcome);
      }),
    );
  });
});
