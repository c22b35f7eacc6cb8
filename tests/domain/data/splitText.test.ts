import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { splitText } from '../../../src/domain/data/splitText.ts';
import { textHash } from '../../../src/domain/data/textHash.ts';

describe('splitting a text of one’s own', () => {
  it('keeps every character and leaves about a tenth to validation', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom('a', ' ', '.', '\n', '。', '😀'), minLength: 200, maxLength: 2000 }),
        (text) => {
          const { train, validation } = splitText(text);
          expect(train + validation).toBe(text);
          expect(validation.length / text.length).toBeGreaterThan(0.075);
          expect(validation.length / text.length).toBeLessThan(0.125);
          expect(validation).not.toMatch(/^[\uDC00-\uDFFF]/);
        },
      ),
    );
  });

  const words = (count: number): string => 'word '.repeat(count);
  it.each([
    ['a paragraph before a nearer line', `${words(178)}\n\n${words(2)}\n${words(20)}`, `${words(2)}\n${words(20)}`],
    ['a line before a nearer sentence', `${words(178)}\n${words(1)}. ${words(21)}`, `${words(1)}. ${words(21)}`],
    ['the end of a sentence', `${words(178)}end. ${words(21)}`, words(21)],
    ['the end of a Chinese sentence', `${'字'.repeat(178)}。”${'文'.repeat(20)}`, '文'.repeat(20)],
    ['anywhere if there is no boundary', '字'.repeat(200), '字'.repeat(20)],
  ])('cuts at %s', (_what, text, validation) => {
    expect(splitText(text).validation).toBe(validation);
  });
});

describe('textHash', () => {
  it('is stable, because links and stored runs carry it', () => {
    expect(textHash('')).toMatchInlineSnapshot(`"212ca684afa3dea3"`);
    expect(textHash('Call me Ishmael.')).toMatchInlineSnapshot(`"d6b82a1804f51eb2"`);
  });

  it('changes with every change of the text', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), fc.nat(), (text, position) => {
        const i = position % text.length;
        const changed = `${text.slice(0, i)}${String.fromCharCode(text.charCodeAt(i) ^ 1)}${text.slice(i + 1)}`;
        expect(textHash(changed)).not.toBe(textHash(text));
        expect(textHash(`${text}\0`)).not.toBe(textHash(text));
      }),
    );
  });
});
