/**
 * A tokenizer with one token more, which stands for a hidden one: the last id, written `[MASK]` as in BERT. A person hides
 * tokens of a text by writing it. In tokenizer.json it is a special token that was added.
 */
import type { Tokenizer } from './contract.ts';
import { maskText } from './maskText.ts';

const maskLabel = '▢';

export type MaskingTokenizer = Tokenizer & { readonly mask: number };

/** The tokenizer itself, if it has such a token. */
export function withMask(tokenizer: Tokenizer): MaskingTokenizer {
  const { mask = tokenizer.size } = tokenizer;
  if (tokenizer.mask !== undefined) return { ...tokenizer, mask };
  const added = { id: mask, content: maskText, single_word: false, lstrip: false, rstrip: false };
  return {
    ...tokenizer,
    mask,
    size: mask + 1,
    encode(text) {
      const parts = text.split(maskText).map((part) => tokenizer.encode(part));
      const ids = parts.flatMap((part, i) => (i === 0 ? [...part.ids] : [mask, ...part.ids]));
      return { ids: Int32Array.from(ids), unknown: parts.reduce((sum, part) => sum + part.unknown, 0) };
    },
    decode(ids) {
      const runs: number[][] = [[]];
      for (const id of Array.from(ids)) {
        if (id === mask) runs.push([]);
        else runs.at(-1)?.push(id);
      }
      return runs.map((run) => tokenizer.decode(run)).join(maskLabel);
    },
    label: (id) => (id === mask ? maskLabel : tokenizer.label(id)),
    bytes: (id) => (id === mask ? 0 : tokenizer.bytes(id)),
    toJSON() {
      const json = tokenizer.toJSON();
      const before = Array.isArray(json['added_tokens']) ? (json['added_tokens'] as readonly unknown[]) : [];
      return { ...json, added_tokens: [...before, { ...added, normalized: false, special: true }] };
    },
  };
}

/** Id of the mask token in a tokenizer.json that has one. */
export function maskIn({ added_tokens: added }: Readonly<Record<string, unknown>>): number | undefined {
  const tokens: readonly unknown[] = Array.isArray(added) ? added : [];
  for (const token of tokens) {
    if (typeof token !== 'object' || token === null) continue;
    const { content, id } = token as { readonly content?: unknown; readonly id?: unknown };
    if (content === maskText && typeof id === 'number') return id;
  }
  return undefined;
}
