/** Texts in pieces of which each has a label: what a classifier learns from. */
import type { RandomStream } from '../../core/random.ts';
import type { LocalText } from '../../core/text.ts';

export interface Piece {
  readonly ids: Int32Array;
  /** Number of its label. */
  readonly label: number;
}

export interface LabelledPieces {
  /** At least two, in the order of their numbers. */
  readonly labels: readonly LocalText[];
  /** How many pieces to train on have each; 1 of each where any number can be cut, all labels being equally likely. */
  readonly counts: readonly number[];
  /** Fills rows up behind texts that are shorter; null where pieces are as long as they are asked for. */
  readonly padding: number | null;
  /** Tokens per row worth reading by a model that reads `context` at once. Throws `bad-config` naming `model.context`. */
  window(context: number): number;
  /** One to train on, of at most so many tokens. */
  piece(random: RandomStream, length: number): Piece;
  /** Those that are held out, of at most so many tokens each, in a fixed order in which labels alternate as they can. */
  heldOut(length: number): readonly Piece[];
}
