/**
 * A `tokenizer.json` as llama.cpp's byte-level BPE ("gpt2"), which writes bytes as GPT-2's printable characters and joins
 * them by merges. Bytes are that already, without merges. Characters are merges of their own bytes: a lead byte decides how
 * many follow, so that no merge reaches into a neighbour, and what is unknown falls apart into bytes that are no tokens
 * and is left out, as ours is.
 *
 * llama.cpp cannot do without a token that ends a text, and takes number 11 where none is given. Our tokenizers have none:
 * the byte 0 and the last character of an alphabet occur least. `--ignore-eos` keeps it from stopping there.
 */
import { TrimtabError } from '../../core/errors.ts';
import { byteCharacters } from '../../tokenizers/byte.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import type { GgufMetadata } from './format.ts';

interface Vocabulary {
  /** In the order of their ids. */
  readonly tokens: readonly string[];
  /** Pairs with a space between. */
  readonly merges: readonly string[];
  readonly end: number;
}

/** LLAMA_TOKEN_TYPE_NORMAL. */
const normalToken = 1;

export function tokenizerMetadata(tokenizer: Tokenizer): GgufMetadata {
  const { tokens, merges, end } = vocabularyOf(tokenizer);
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    // How texts are cut before merging makes no difference to either. This one does not tidy up spaces in what is generated.
    'tokenizer.ggml.pre': { type: 'string', value: 'qwen2' },
    'tokenizer.ggml.tokens': { type: 'strings', value: tokens },
    'tokenizer.ggml.token_type': { type: 'i32s', value: tokens.map(() => normalToken) },
    'tokenizer.ggml.merges': { type: 'strings', value: merges },
    'tokenizer.ggml.bos_token_id': { type: 'u32', value: end },
    'tokenizer.ggml.eos_token_id': { type: 'u32', value: end },
    'tokenizer.ggml.add_bos_token': { type: 'bool', value: false },
  };
}

function vocabularyOf(tokenizer: Tokenizer): Vocabulary {
  switch (tokenizer.method) {
    case 'byte':
      return byteVocabulary;
    case 'character':
      return characterVocabulary(tokenizer);
    default:
      throw new TrimtabError('no-such-export', { format: 'GGUF', reason: 'tokenizer-kind' });
  }
}

const byteVocabulary: Vocabulary = { tokens: byteCharacters, merges: [], end: 0 };

function characterVocabulary(tokenizer: Tokenizer): Vocabulary {
  const merges = new Set<string>();
  const tokens = Array.from({ length: tokenizer.size }, (_, id) => {
    const bytes = [...new TextEncoder().encode(tokenizer.decode([id]))].map((byte) => byteCharacters[byte] ?? '');
    for (let k = 1; k < bytes.length; k++) merges.add(`${bytes.slice(0, k).join('')} ${bytes[k]}`);
    return bytes.join('');
  });
  return { tokens, merges: [...merges], end: tokens.length - 1 };
}
