/** Which of our tokenizers a `tokenizer.json` is. */
import { TrimtabError } from '../../core/errors.ts';
import type { Tokenizer } from '../../tokenizers/contract.ts';
import { tokenizers } from '../../tokenizers/index.ts';

const file = 'tokenizer.json';

/** @param vocabulary rows of the model's embedding, one for each token. */
export function readTokenizer(json: Readonly<Record<string, unknown>>, vocabulary: number): Tokenizer {
  const tokenizer = build(json);
  if (tokenizer.size === vocabulary) return tokenizer;
  throw new TrimtabError('bad-model', {
    file,
    reason: 'vocabulary-size',
    found: tokenizer.size,
    expected: vocabulary,
  });
}

function build(json: Readonly<Record<string, unknown>>): Tokenizer {
  const { model, pre_tokenizer: before } = json;
  // Both of ours are written as merging nothing; what merges is of another kind.
  if (field(model, 'type') !== 'BPE' || Object.keys(field(model, 'merges') ?? {}).length > 0) {
    throw new TrimtabError('bad-model', { file, reason: 'tokenizer-kind' });
  }
  try {
    return field(before, 'type') === 'ByteLevel' ? tokenizers.byte.fromJSON(json) : tokenizers.character.fromJSON(json);
  } catch (error) {
    if (error instanceof TrimtabError) throw new TrimtabError('bad-model', { ...error.detail, file });
    throw error;
  }
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;
