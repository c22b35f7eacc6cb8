/**
 * The 256 bytes of UTF-8: works for every language and never meets anything unknown. Exported as a Hugging Face
 * byte-level BPE model without merges, whose vocabulary writes each byte as a printable character (GPT-2's table).
 */
import { TrimtabError } from '../core/errors.ts';
import { decodeBytes } from './decodeBytes.ts';
import type { Tokenizer, TokenizerDefinition } from './contract.ts';
import { parseVocabulary } from './huggingFace.ts';
import { byteLabel, characterLabel } from './labels.ts';

export const byte: TokenizerDefinition<'byte', Record<never, never>> = {
  id: 'byte',
  name: { en: 'Bytes', zh: '字节' },
  summary: {
    en: 'The 256 bytes of UTF-8. Any text in any language, at the price of three tokens for each Chinese character.',
    zh: 'UTF-8 的 256 个字节。任何语言的文本都能表示，代价是每个汉字占三个词元。',
  },
  formula: 'V = 256',
  source: {
    text: 'Xue et al. (2021), ByT5: Towards a token-free future with pre-trained byte-to-byte models',
    url: 'https://arxiv.org/abs/2105.13626',
  },
  params: {},
  build: () => createByteTokenizer(),
  fromJSON(json) {
    const tokens = parseVocabulary(json);
    if (tokens.length !== 256 || tokens.some((token, id) => token !== byteCharacters[id])) {
      throw new TrimtabError('bad-checkpoint', { file: 'tokenizer.json', reason: 'bad-vocabulary' });
    }
    return createByteTokenizer();
  },
};

/** GPT-2's `bytes_to_unicode`: printable bytes stand for themselves, the others for U+0100 onwards. */
export const byteCharacters: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, value) => {
    const printable = (value > 0x20 && value < 0x7f) || (value > 0xa0 && value !== 0xad);
    return String.fromCodePoint(printable ? value : next++);
  });
})();

function createByteTokenizer(): Tokenizer {
  return {
    method: 'byte',
    size: 256,
    encode: (text) => ({ ids: new Int32Array(new TextEncoder().encode(text)), unknown: 0 }),
    decode: decodeBytes,
    label: (id) => (id < 0x80 ? asciiLabel(id) : byteLabel(id)),
    bytes: () => 1,
    toJSON: () => ({
      version: '1.0',
      truncation: null,
      padding: null,
      added_tokens: [],
      normalizer: null,
      pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      post_processor: null,
      decoder: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true, use_regex: false },
      model: {
        type: 'BPE',
        dropout: null,
        unk_token: null,
        continuing_subword_prefix: null,
        end_of_word_suffix: null,
        fuse_unk: false,
        byte_fallback: false,
        ignore_merges: false,
        vocab: Object.fromEntries(byteCharacters.map((value, id) => [value, id])),
        merges: [],
      },
    }),
  };
}

function asciiLabel(value: number): string {
  const label = characterLabel(String.fromCharCode(value));
  return label.startsWith('⟨') ? byteLabel(value) : label;
}
