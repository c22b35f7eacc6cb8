/**
 * A method of the playground is one value: an optimizer, a schedule, an architecture, a corpus. It carries its own
 * words, formula, source and parameter specifications; everything else in the program is derived from the registries.
 */
import type { ParamSpecs, Settings } from './params.ts';
import type { Problem } from './problem.ts';
import type { LocalText } from './text.ts';

export interface Source {
  /** Author, year, title or equation; the same in every language. */
  readonly text: string;
  readonly url?: string;
}

export interface Definition<Id extends string = string, P extends ParamSpecs = ParamSpecs> {
  readonly id: Id;
  readonly name: LocalText;
  /** One sentence: what it is for. */
  readonly summary: LocalText;
  /** KaTeX source; empty only where there is nothing to write as a formula. */
  readonly formula: string;
  readonly source: Source;
  readonly params: P;
  /** Comes with a person's file and is not offered for choice. */
  readonly withFile?: true;
  /** Contradictions between settings that are each legal alone. Paths are bare parameter keys. */
  check?(settings: Settings<P>): readonly Problem[];
}

/** An object keyed by the literal ids of its definitions, in the order given. */
export type Registry<D extends Definition> = { readonly [K in D as K['id']]: K };

export function registry<const D extends readonly Definition[]>(...definitions: D): Registry<D[number]> {
  const byId = Object.fromEntries(definitions.map((definition) => [definition.id, definition]));
  if (Object.keys(byId).length !== definitions.length) throw new Error('registry: two definitions share an id');
  return byId as Registry<D[number]>;
}
