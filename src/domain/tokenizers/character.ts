/**
 * One token for each Unicode character of the text, in code-point order, as nanoGPT's character data sets have it.
 * Exported as a Hugging Face BPE model without merges: that model splits into characters and, having no unknown token,
 * leaves out what it does not know, exactly as `encode` does. The `Fuse` decoder joins without spaces.
 */
import type { Tokenizer, TokenizerDefinition } from './contract.ts';
import { parseVocabulary } from './huggingFace.ts';
import { characterLabel } from './labels.ts';
import { utf8Length } from './utf8.ts';

export const character: TokenizerDefinition<'character', Record<never, never>> = {
  id: 'character',
  name: { en: 'Characters', zh: '字符' },
  summary: {
    en: 'One token for each character that occurs in the text. Nothing to train, short vocabulary for alphabets, long sequences.',
    zh: '文本中出现的每个字符对应一个词元。无需训练；字母文字的词表很小，但序列较长。',
  },
  formula: 'V = |\\{x_1, \\dots, x_N\\}|',
  source: {
    text: 'Karpathy (2022), nanoGPT, data/shakespeare_char/prepare.py',
    url: 'https://github.com/karpathy/nanoGPT',
  },
  params: {},
  build(text) {
    return createCharacterTokenizer(distinctCodes(text).map((code) => String.fromCodePoint(code)));
  },
  fromJSON(json) {
    return createCharacterTokenizer(parseVocabulary(json));
  },
};

function createCharacterTokenizer(characters: readonly string[]): Tokenizer {
  const ids = new Map(characters.map((value, id) => [codeOf(value), id]));
  const bytes = Uint8Array.from(characters, (value) => utf8Length(codeOf(value)));
  // Nearly all text lies in the basic plane, where a table is several times faster than a map.
  const basic = new Int32Array(0x10000).fill(-1);
  for (const [code, id] of ids) if (code < 0x10000) basic[code] = id;

  return {
    method: 'character',
    size: characters.length,
    encode(text) {
      const out = new Int32Array(text.length);
      let count = 0;
      let unknown = 0;
      for (let i = 0; i < text.length; i++) {
        let id = basic[text.charCodeAt(i)] ?? -1;
        if (id < 0) {
          const code = text.codePointAt(i) ?? 0;
          if (code >= 0x10000) i++;
          id = ids.get(code) ?? -1;
        }
        if (id < 0) unknown++;
        else out[count++] = id;
      }
      return { ids: out.slice(0, count), unknown };
    },
    decode: (tokens) => Array.from(tokens, (id) => characters[id] ?? '').join(''),
    label: (id) => characterLabel(characters[id] ?? ''),
    bytes: (id) => bytes[id] ?? 0,
    toJSON: () => ({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: null,
      post_processor: null,
      decoder: { type: 'Fuse' },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(characters.map((value, id) => [value, id])),
        merges: [],
      },
    }),
  };
}

const codeOf = (value: string): number => value.codePointAt(0) ?? 0;

/** Ascending. Marks in a table, because a set of a million one-character strings takes a tenth of a second. */
function distinctCodes(text: string): readonly number[] {
  const seen = new Uint8Array(0x110000);
  for (let i = 0; i < text.length; i++) {
    const code = text.codePointAt(i) ?? 0;
    if (code >= 0x10000) i++;
    seen[code] = 1;
  }
  const codes: number[] = [];
  for (let code = seen.indexOf(1); code >= 0; code = seen.indexOf(1, code + 1)) codes.push(code);
  return codes;
}
