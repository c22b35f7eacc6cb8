/**
 * Any `tokenizer.json` that cuts text by merges (BPE) or by a unigram model. Without merges it is one of ours; else Hugging
 * Face's own library encodes. Decoding is done here, token by token and by bytes, because the library's decoders tidy up
 * spaces and write "�" for half a character.
 */
import { Tokenizer as Library } from '@huggingface/tokenizers';
import { TrimtabError } from '../../core/errors.ts';
import { byte, byteCharacters } from '../byte.ts';
import { character } from '../character.ts';
import type { Tokenizer } from '../contract.ts';
import { decodeBytes } from '../decodeBytes.ts';
import { characterLabel } from '../labels.ts';
import { maskIn, withMask } from '../withMask.ts';
import { patternsIn, slowPattern } from './patterns.ts';

type Json = Readonly<Record<string, unknown>>;

const file = 'tokenizer.json';
/** A table of a vocabulary; the largest that are published have a quarter of it. */
const mostTokens = 1 << 20;

const refused = (reason: string, detail: Readonly<Record<string, string | number>> = {}): TrimtabError =>
  new TrimtabError('bad-model', { file, reason, ...detail });

/**
 * Throws `bad-model` for whatever is no tokenizer of these kinds.
 * @param vocabulary rows of the model's embedding, where it is known; some have more rows than tokens.
 */
export function readTokenizer(json: Json, vocabulary?: number): Tokenizer {
  const tokenizer = ownKind(json) ?? merging(json, vocabulary);
  if (vocabulary === undefined || tokenizer.size === vocabulary) return tokenizer;
  throw refused('vocabulary-size', { found: tokenizer.size, expected: vocabulary });
}

/** The text of the file. */
export function parseTokenizer(text: string, vocabulary?: number): Tokenizer {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    throw refused('json');
  }
  if (typeof json !== 'object' || json === null || Array.isArray(json)) throw refused('json');
  return readTokenizer({ ...json }, vocabulary);
}

/** Both of ours are written as merging nothing, and have no tokens beside their alphabet but for the mask of an objective. */
function ownKind(json: Json): Tokenizer | null {
  const { model, pre_tokenizer: before, added_tokens: added } = json;
  const masked = sizeOf(added) === 1 && maskIn(json) !== undefined;
  const plain = field(model, 'type') === 'BPE' && sizeOf(field(model, 'merges')) === 0;
  if (!plain || (sizeOf(added) > 0 && !masked)) return null;
  try {
    const own = field(before, 'type') === 'ByteLevel' ? byte.fromJSON(json) : character.fromJSON(json);
    return masked ? withMask(own) : own;
  } catch (error) {
    if (error instanceof TrimtabError) throw new TrimtabError('bad-model', { ...error.detail, file });
    throw error;
  }
}

function merging(json: Json, vocabulary: number | undefined): Tokenizer {
  const kind = field(json['model'], 'type');
  if (kind !== 'BPE' && kind !== 'Unigram') throw refused('tokenizer-kind');
  // Before the library sees it: it makes a table as long as the largest number.
  const pieces = piecesOf(json);
  checkPatterns(json);
  const library = attempt(() => new Library({ ...absent, ...json }, {}));
  const size = vocabulary ?? pieces.length;
  if (pieces.length > size) throw refused('vocabulary-size', { found: pieces.length, expected: size });
  const unknownId = unknownOf(library, json);
  const mask = maskIn(json);
  return {
    method: 'imported',
    size,
    encode(text) {
      const all = attempt(() => library.encode(text, { add_special_tokens: false }).ids);
      const known = all.filter((id) => Number.isInteger(id) && id >= 0 && id < size && id !== unknownId);
      return { ids: Int32Array.from(known), unknown: all.length - known.length };
    },
    decode: (ids) => decodeBytes(Array.from(ids).flatMap((id) => [...(pieces[id] ?? [])])),
    label: (id) => labelOf(pieces[id], id),
    bytes: (id) => pieces[id]?.length ?? 0,
    ...(mask !== undefined && { mask }),
    toJSON: () => json,
  };
}

/** Keys that the library insists on, as a file that leaves them out means them. */
const absent = { added_tokens: [], normalizer: null, pre_tokenizer: null, post_processor: null, decoder: null };

/** In the form in which the library would run them; it runs some while it is made, so this one is made of nothing else. */
function checkPatterns(json: Json): void {
  const hollow = { added_tokens: [], model: { type: 'BPE', vocab: {}, merges: [] } };
  const slow = attempt(() => {
    const { normalizer, pre_tokenizer: before } = new Library({ ...absent, ...json, ...hollow }, {});
    return slowPattern(patternsIn([normalizer, before]));
  });
  if (slow !== null) {
    throw refused('tokenizer-pattern', { field: 'Regex', value: slow.slice(0, 100), advice: 'simpler-pattern' });
  }
}

/** The library was written for files that are as they should be. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch {
    throw refused('tokenizer-fails');
  }
}

/** The bytes that each token stands for, by its id; ids that are left out stand for nothing. */
function piecesOf(json: Json): readonly Uint8Array[] {
  const toBytes = JSON.stringify([json['decoder'], json['pre_tokenizer']]).includes('"ByteLevel"')
    ? byteLevelBytes
    : spacedBytes;
  const model = modelTokens(json['model']).map(([token, id]) => [checkedId(token, id), toBytes(token)] as const);
  const added = addedTokens(json).map(
    ([token, id]) => [checkedId(token, id), new TextEncoder().encode(token)] as const,
  );
  const byId = new Map([...model, ...added]);
  if (byId.size === 0) throw refused('no-vocabulary');
  const size = 1 + [...byId.keys()].reduce((most, id) => Math.max(most, id), 0);
  return Array.from({ length: size }, (_, id) => byId.get(id) ?? new Uint8Array());
}

function checkedId(token: string, id: unknown): number {
  if (typeof id === 'number' && Number.isInteger(id) && id >= 0 && id < mostTokens) return id;
  throw refused('bad-vocabulary', { token: token.slice(0, 100) });
}

/** BPE has an object of ids; unigram a list of tokens with their scores. */
function modelTokens(model: unknown): readonly (readonly [string, unknown])[] {
  const vocabulary = field(model, 'vocab');
  if (typeof vocabulary !== 'object' || vocabulary === null) throw refused('no-vocabulary');
  if (!Array.isArray(vocabulary)) return Object.entries(vocabulary);
  return vocabulary.map((entry: unknown, id) => {
    const token: unknown = Array.isArray(entry) ? entry[0] : undefined;
    if (typeof token !== 'string') throw refused('bad-vocabulary');
    return [token, id];
  });
}

function addedTokens(json: Json): readonly (readonly [string, unknown])[] {
  const added = json['added_tokens'] ?? [];
  if (!Array.isArray(added)) throw refused('bad-vocabulary');
  return added.map((token: unknown) => {
    const content = field(token, 'content');
    if (typeof content !== 'string') throw refused('bad-vocabulary');
    return [content, field(token, 'id')];
  });
}

const valueOfByte = new Map(byteCharacters.map((char, value) => [char, value]));

function byteLevelBytes(token: string): Uint8Array<ArrayBuffer> {
  const values = [...token].map((char) => valueOfByte.get(char));
  if (values.every((value) => value !== undefined)) return Uint8Array.from(values);
  return new TextEncoder().encode(token);
}

/** SentencePiece: a visible mark for the space, and bytes by name. */
function spacedBytes(token: string): Uint8Array<ArrayBuffer> {
  const [, hex] = /^<0x([0-9A-F]{2})>$/.exec(token) ?? [];
  if (hex !== undefined) return Uint8Array.of(Number.parseInt(hex, 16));
  return new TextEncoder().encode(token.replaceAll('▁', ' '));
}

function unknownOf(library: Library, json: Json): number | undefined {
  const model = json['model'];
  const id = field(model, 'unk_id');
  const token = field(model, 'unk_token');
  return typeof id === 'number' ? id : typeof token === 'string' ? library.token_to_id(token) : undefined;
}

function labelOf(bytes: Uint8Array | undefined, id: number): string {
  if (bytes === undefined || bytes.length === 0) return `⟨${id}⟩`;
  return [...decodeBytes(bytes)].map(characterLabel).join('');
}

const field = (value: unknown, key: string): unknown =>
  typeof value === 'object' && value !== null ? Reflect.get(value, key) : undefined;

const sizeOf = (value: unknown): number =>
  typeof value === 'object' && value !== null ? Object.keys(value).length : 0;
