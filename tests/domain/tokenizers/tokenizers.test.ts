/**
 * Round trips for any text, and the exported tokenizer.json held against Hugging Face's own implementation. The Rust
 * implementation (tokenizers 0.23.2) was compared once by hand with the same result.
 */
import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';
import { utf8Bytes } from '../../../src/domain/tokenizers/utf8.ts';

const sample = 'Call me Ishmael.\n\n你好，世界 \t😀 e\u0301 "q" 0123 — \u00a0';
const anyText = fc.string({ unit: 'binary', minLength: 1, maxLength: 60 });
const methods = Object.values(tokenizers);

describe.each(methods.map((definition) => [definition.id, definition] as const))('%s', (_, definition) => {
  it('decodes what it encoded, whatever the text', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokenizer = definition.build(text, {});
        const { ids, unknown } = tokenizer.encode(text);
        expect(unknown).toBe(0);
        expect(tokenizer.decode(ids)).toBe(text);
        expect(ids.every((id) => id >= 0 && id < tokenizer.size)).toBe(true);
      }),
    );
  });

  it('counts the UTF-8 bytes of its tokens', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const tokenizer = definition.build(text, {});
        const bytes = tokenizer.encode(text).ids.reduce((sum, id) => sum + tokenizer.bytes(id), 0);
        expect(bytes).toBe(new TextEncoder().encode(text).length);
        expect(utf8Bytes(text)).toBe(bytes);
      }),
    );
  });

  it('gives every token a label that can be seen', () => {
    const tokenizer = definition.build(sample, {});
    for (let id = 0; id < tokenizer.size; id++) {
      expect(tokenizer.label(id)).not.toMatch(/[\p{C}\p{Z}\uFFFD]/u);
      expect(tokenizer.label(id)).not.toBe('');
    }
  });

  it('exports a tokenizer.json that Hugging Face reads alike, unknown characters included', () => {
    const tokenizer = definition.build(sample, {});
    const json = JSON.parse(JSON.stringify(tokenizer.toJSON()));
    const theirs = new HuggingFaceTokenizer(json, { clean_up_tokenization_spaces: false });
    const probe = `${sample} Zzz ☃ you`;
    const ids = Array.from(tokenizer.encode(probe).ids);
    expect(theirs.encode(probe).ids).toEqual(ids);
    expect(theirs.decode(ids)).toBe(tokenizer.decode(ids));
  });

  it('comes back from its tokenizer.json', () => {
    const tokenizer = definition.build(sample, {});
    const again = definition.fromJSON(JSON.parse(JSON.stringify(tokenizer.toJSON())));
    expect(again.toJSON()).toEqual(tokenizer.toJSON());
    expect(again.encode(sample)).toEqual(tokenizer.encode(sample));
  });

  it.each([
    ['no model', {}],
    ['no vocabulary', { model: { vocab: [] } }],
    ['an empty vocabulary', { model: { vocab: {} } }],
    ['a gap in the ids', { model: { vocab: { a: 0, b: 2 } } }],
    ['an id twice', { model: { vocab: { a: 0, b: 0 } } }],
    ['a token of two characters', { model: { vocab: { ab: 0 } } }],
    ['an id that is no number', { model: { vocab: { a: '0' } } }],
  ])('refuses a tokenizer.json with %s', (_what, json) => {
    expect(() => definition.fromJSON(json)).toThrow(TrimtabError);
    expect(() => definition.fromJSON(json)).toThrow(/bad-checkpoint/);
  });
});

describe('character', () => {
  const { character } = tokenizers;

  it('numbers the characters by code point', () => {
    const tokenizer = character.build('b😀a\ncab一', {});
    expect(Array.from({ length: tokenizer.size }, (_, id) => tokenizer.decode([id]))).toEqual([
      '\n',
      'a',
      'b',
      'c',
      '一',
      '😀',
    ]);
  });

  it('leaves out what it does not know and counts it', () => {
    const { ids, unknown } = character.build('abc', {}).encode('a☃b😀c');
    expect([...ids]).toEqual([0, 1, 2]);
    expect(unknown).toBe(2);
  });

  it('marks white space and names what has no shape', () => {
    const tokenizer = character.build(' \n\t\u0301\u3000\u200b\u0007é', {});
    const labels = Array.from({ length: tokenizer.size }, (_, id) => tokenizer.label(id));
    expect(labels.toSorted()).toEqual(['é', '␣', '↵', '⇥', '◌\u0301', '⟨U+3000⟩', '⟨U+200B⟩', '⟨U+0007⟩'].toSorted());
  });
});

describe('byte', () => {
  const tokenizer = tokenizers.byte.build('', {});

  it('uses the bytes of UTF-8 as ids', () => {
    expect([...tokenizer.encode('é你').ids]).toEqual([0xc3, 0xa9, 0xe4, 0xbd, 0xa0]);
  });

  it('shows a lone byte by its number and merges whole characters around it', () => {
    expect(tokenizer.decode([0x41, 0xe4, 0xbd, 0x42, 0xe4, 0xbd, 0xa0, 0xff])).toBe('A⟨E4⟩⟨BD⟩B你⟨FF⟩');
    expect([0x20, 0x0a, 0x41, 0x07, 0xe4].map((id) => tokenizer.label(id))).toEqual(['␣', '↵', 'A', '⟨07⟩', '⟨E4⟩']);
  });

  it('shows exactly those bytes by number that TextDecoder replaces', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 24 }), (bytes) => {
        expect(tokenizer.decode(bytes).replace(/(⟨[89A-F][0-9A-F]⟩)+/g, '\uFFFD')).toBe(
          new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).replace(/\uFFFD+/g, '\uFFFD'),
        );
      }),
      {
        examples: [
          [Uint8Array.of(0xed, 0xa0, 0x80)],
          [Uint8Array.of(0xc0, 0x80)],
          [Uint8Array.of(0xf4, 0x90, 0x80, 0x80)],
          [Uint8Array.of(0xf0, 0x9f, 0x98, 0x80)],
        ],
      },
    );
  });
});
