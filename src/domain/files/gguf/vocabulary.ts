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
  /** How a text is cut before merging, by llama.cpp's name; of ours it makes no difference. */
  readonly pre?: string;
}

/** LLAMA_TOKEN_TYPE_NORMAL. */
const normalToken = 1;

export function tokenizerMetadata(tokenizer: Tokenizer): GgufMetadata {
  const { tokens, merges, end, pre = 'qwen2' } = vocabularyOf(tokenizer);
  return {
    'tokenizer.ggml.model': { type: 'string', value: 'gpt2' },
    // Without a need for another, the one that does not tidy up spaces in what is generated.
    'tokenizer.ggml.pre': { type: 'string', value: pre },
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
    case 'imported':
      return mergingVocabulary(tokenizer);
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

/** GPT-2's own kind: byte-level merges, cut by its regular expression. Others are cut by expressions that have no name there. */
function mergingVocabulary(tokenizer: Tokenizer): Vocabulary {
  const { model, pre_tokenizer: before, added_tokens: added = [] } = tokenizer.toJSON() as MergingJson;
  const plain = before?.type === 'ByteLevel' && before.add_prefix_space !== true && before.use_regex !== false;
  if (model?.type !== 'BPE' || !plain || !model.vocab) {
    throw new TrimtabError('no-such-export', { format: 'GGUF', reason: 'tokenizer-kind' });
  }
  const tokens = Array.from({ length: tokenizer.size }, (_, id) => `[PAD${id}]`);
  for (const [token, id] of Object.entries(model.vocab)) tokens[id] = token;
  for (const { content, id } of added) tokens[id] = content;
  const merges = (model.merges ?? []).map((pair) => (typeof pair === 'string' ? pair : pair.join(' ')));
  const end = tokens.indexOf('<|endoftext|>');
  return { tokens, merges, end: end < 0 ? tokens.length - 1 : end, pre: 'gpt-2' };
}

/** A tokenizer.json that has been read: its tokens are texts, and their ids numbers. */
interface MergingJson {
  readonly model?: {
    readonly type?: unknown;
    readonly vocab?: Readonly<Record<string, number>>;
    readonly merges?: readonly (string | readonly string[])[];
  };
  readonly pre_tokenizer?: {
    readonly type?: unknown;
    readonly add_prefix_space?: unknown;
    readonly use_regex?: unknown;
  };
  readonly added_tokens?: readonly { readonly content: string; readonly id: number }[];
}
