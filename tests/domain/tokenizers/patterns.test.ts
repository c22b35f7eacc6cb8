/** Patterns of published tokenizers run; those that backtrack for ever are refused before they are run on anything. */
import { describe, expect, test } from 'vitest';
import { describeError } from '../../../src/domain/core/describeError.ts';
import { TrimtabError } from '../../../src/domain/core/errors.ts';
import { slowPattern } from '../../../src/domain/tokenizers/imported/patterns.ts';
import { parseTokenizer } from '../../../src/domain/tokenizers/imported/readTokenizer.ts';

const tokenizer = (changes: object): string =>
  JSON.stringify({
    version: '1.0',
    added_tokens: [],
    normalizer: null,
    pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false },
    post_processor: null,
    decoder: { type: 'ByteLevel' },
    model: { type: 'BPE', vocab: { a: 0, b: 1, ab: 2, Ġ: 3, '!': 4 }, merges: ['a b'] },
    ...changes,
  });

const splitBy = (pattern: string): object => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});

const byteLevel = { type: 'ByteLevel', add_prefix_space: false, use_regex: false };

/** As their tokenizer.json files have them. */
const published = {
  'GPT-2': String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`,
  'LLaMA 3': String.raw`(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  'GPT-4o': String.raw`[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+`,
  'digits in threes': String.raw`\p{N}{1,3}(?=(?:\p{N}{3})*(?:\P{N}|$))`,
};

test.each(Object.entries(published))('%s', (_name, pattern) => {
  const { ids } = parseTokenizer(
    tokenizer({ pre_tokenizer: { type: 'Sequence', pretokenizers: [splitBy(pattern), byteLevel] } }),
  ).encode('ab ab!');
  expect([...ids]).toEqual([2, 3, 2, 4]);
});

/** Each takes longer than anybody waits on some forty characters. */
const slow = [
  String.raw`(a+)+$`,
  String.raw`(?:a|a)*b`,
  String.raw`(?:\p{L}|\w)*\d`,
  String.raw`(?:a?a)*b`,
  String.raw`(?:a{1,2}){2,}b`,
  String.raw`(?=(?:\p{L}+\s?)+!)x`,
  String.raw`x(?:(?:a*)b?)+y`,
  String.raw`(a)(?:\1?a)*b`,
];

describe.each(slow)('%s', (pattern) => {
  const endless = 'a'.repeat(60);
  test.each([
    ['before it splits', { pre_tokenizer: splitBy(pattern) }],
    ['in a sequence', { pre_tokenizer: { type: 'Sequence', pretokenizers: [byteLevel, splitBy(pattern)] } }],
    [
      'in a normaliser, which added tokens go through at once',
      {
        normalizer: { type: 'Replace', pattern: { Regex: pattern }, content: '' },
        added_tokens: [{ id: 5, content: endless, normalized: true, special: false }],
      },
    ],
  ])('%s', (_where, changes) => {
    let error: unknown = null;
    try {
      parseTokenizer(tokenizer(changes)).encode(endless);
    } catch (thrown) {
      error = thrown;
    }
    if (!(error instanceof TrimtabError)) throw new Error('no typed error', { cause: error });
    expect(error).toMatchObject({ code: 'bad-model', detail: { reason: 'tokenizer-pattern', file: 'tokenizer.json' } });
    expect(describeError(error.report(), 'en').remedy).toContain('In tokenizer.json, write the pattern');
    expect(describeError(error.report(), 'zh').remedy).toContain('请在 tokenizer.json 中改写');
  });
});

test('what is repeated may be long, as long as there is one way to read it', () => {
  expect(slowPattern([/(?:abc[de])+/u, /[ab]{2,5}c*/u, /(?:(?:ab){3}c)*d?/u, /(?:a|b)?c/u])).toBeNull();
  expect(slowPattern([/fine/u, /(?:a|b)+/u])).toBe('(?:a|b)+');
});
