/** Tokenizers of others: ids by hand, texts that come back whole, bytes, labels, and rows without a token. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { byteCharacters } from '../../../src/domain/tokenizers/byte.ts';
import { parseTokenizer } from '../../../src/domain/tokenizers/imported/readTokenizer.ts';
import { tokenizers } from '../../../src/domain/tokenizers/index.ts';

const bytesFirst = Object.fromEntries(byteCharacters.map((character, id) => [character, id]));

/** As GPT-2's, with four merges: t h, th e, Ġ the, Ã ¤ (the bytes of ä). */
const byteLevel = JSON.stringify({
  version: '1.0',
  added_tokens: [{ id: 260, content: '<|endoftext|>', special: true }],
  pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true },
  decoder: { type: 'ByteLevel' },
  model: {
    type: 'BPE',
    vocab: { ...bytesFirst, th: 256, the: 257, Ġthe: 258, 'Ã¤': 259 },
    merges: ['t h', 'th e', 'Ġ the', 'Ã ¤'],
  },
});

/** As LLaMA's: ▁ for a space, which is also put before a text, and bytes by name for what is unknown. */
const spaced = JSON.stringify({
  version: '1.0',
  added_tokens: [{ id: 0, content: '<unk>', special: true }],
  normalizer: {
    type: 'Sequence',
    normalizers: [
      { type: 'Prepend', prepend: '▁' },
      { type: 'Replace', pattern: { String: ' ' }, content: '▁' },
    ],
  },
  decoder: null,
  model: {
    type: 'BPE',
    unk_token: '<unk>',
    byte_fallback: true,
    fuse_unk: true,
    vocab: {
      '<unk>': 0,
      ...Object.fromEntries(
        Array.from({ length: 256 }, (_, value) => [
          `<0x${value.toString(16).toUpperCase().padStart(2, '0')}>`,
          value + 1,
        ]),
      ),
      '▁': 257,
      a: 258,
      b: 259,
      ab: 260,
      '▁ab': 261,
    },
    merges: ['a b', '▁ ab'],
  },
});

test('byte-level merges: ids by hand, bytes and labels', () => {
  const tokenizer = parseTokenizer(byteLevel);
  expect(tokenizer).toMatchObject({ method: 'imported', size: 261 });
  const { ids, unknown } = tokenizer.encode('the the ä');
  expect([[...ids], unknown]).toEqual([[257, 258, 0x20, 259], 0]);
  expect([...ids].map((id) => tokenizer.label(id))).toEqual(['the', '␣the', '␣', 'ä']);
  expect([...ids].map((id) => tokenizer.bytes(id))).toEqual([3, 4, 1, 2]);
  expect(tokenizer.decode([0xc3])).toBe('⟨C3⟩');
  expect(tokenizer.decode([260])).toBe('<|endoftext|>');
  expect(tokenizer.toJSON()).toEqual(JSON.parse(byteLevel));
});

test('whatever is encoded byte by byte comes back', () => {
  const tokenizer = parseTokenizer(byteLevel);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
      expect(tokenizer.decode(tokenizer.encode(text).ids)).toBe(text);
    }),
  );
});

test('marks for spaces, and bytes for what is unknown', () => {
  const tokenizer = parseTokenizer(spaced);
  const { ids } = tokenizer.encode('ab abä');
  expect([...ids]).toEqual([261, 261, 0xc3 + 1, 0xa4 + 1]);
  expect(tokenizer.decode(ids)).toBe(' ab abä');
  expect(tokenizer.label(0xc3 + 1)).toBe('⟨C3⟩');
});

test('a model may have more rows than there are tokens, and not fewer', () => {
  const tokenizer = parseTokenizer(byteLevel, 320);
  expect(tokenizer.size).toBe(320);
  expect(tokenizer.label(300)).toBe('⟨300⟩');
  expect(tokenizer.bytes(300)).toBe(0);
  expect(() => parseTokenizer(byteLevel, 260)).toThrow(TrimtabError);
});

test('our own are recognised', () => {
  for (const definition of Object.values(tokenizers)) {
    const own = definition.build('some text', {});
    const again = parseTokenizer(JSON.stringify(own.toJSON()), own.size);
    expect(again.method).toBe(own.method);
    expect(again.encode('some text')).toEqual(own.encode('some text'));
  }
});

test('a number of a billion costs no memory', () => {
  const huge = JSON.stringify({ model: { type: 'BPE', vocab: { a: 1e9 }, merges: ['a a'] } });
  expect(() => parseTokenizer(huge)).toThrow(
    expect.objectContaining({ detail: expect.objectContaining({ reason: 'bad-vocabulary' }) }),
  );
});
