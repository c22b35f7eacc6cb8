/** A tokenizer turns text into token ids and back. */
import type { Definition } from '../core/definition.ts';
import type { ParamSpecs, Settings } from '../core/params.ts';

export interface Tokenizer {
  readonly method: string;
  /** V. */
  readonly size: number;
  /** Characters (or bytes) unknown to the vocabulary are left out; `unknown` counts them. */
  encode(text: string): { readonly ids: Int32Array; readonly unknown: number };
  decode(ids: ArrayLike<number>): string;
  /** The id as a person should see it: a visible mark for white space, ⟨E4⟩ for a lone byte. */
  label(id: number): string;
  /** Bytes of UTF-8 that the token stands for, for bits per byte. */
  bytes(id: number): number;
  /** The token that stands for a hidden one, where there is one. */
  readonly mask?: number;
  /** Hugging Face `tokenizer.json`. */
  toJSON(): Readonly<Record<string, unknown>>;
}

export interface TokenizerDefinition<Id extends string = string, P extends ParamSpecs = ParamSpecs> extends Definition<
  Id,
  P
> {
  /** Builds the vocabulary from the whole text of the corpus. */
  build(text: string, settings: Settings<P>): Tokenizer;
  fromJSON(json: Readonly<Record<string, unknown>>): Tokenizer;
}
