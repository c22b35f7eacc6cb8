/**
 * What it takes to read one token, for machines that are told once and then do it again and again: an architecture that
 * writes its step over this can decode on the GPU. Vectors are of one token.
 */
import type { Activation, AttentionPositions, HeadNormOptions, RecurrentWeights } from '../ops.ts';

export interface CachedAttentionOptions {
  readonly heads: number;
  readonly keyHeads: number;
  readonly headWidth: number;
  /** Positions that the cache has room for: the newest ones, which are all that is seen. */
  readonly context: number;
  readonly positions: AttentionPositions;
}

/** Weights by their names. */
export interface DecodingOps<T> {
  /** The row of a table that belongs to the token or to its position, times `factor`. */
  lookUp(table: string, by: 'token' | 'position', factor?: number): T;
  /** The rows of the last `count` tokens side by side, the newest last; zeros for those that were not. */
  lookUpLast(table: string, count: number): T;
  /** What is computed from the position alone: `columns` numbers. */
  ofPosition(columns: number, valueAt: (position: number, column: number) => number): T;
  /** Each head of queries and keys of a packed row by its root mean square, then its gain. */
  headNorm(qkv: T, queryGain: string, keyGain: string, options: HeadNormOptions): T;
  norm(x: T, gain: string, bias: string | null, epsilon: number): T;
  linear(x: T, weight: string, bias: string): T;
  /** Keeps key and value of the packed row, and looks back; each call has a cache of its own. */
  attention(qkv: T, options: CachedAttentionOptions): T;
  /** A recurrent layer one token further: its hidden state. Each call has states of its own, which begin with zeros. */
  recurrent(x: T, cell: 'rnn' | 'lstm' | 'gru', weights: RecurrentWeights<string>): T;
  /** The same from the sums of gates, then of candidates, which saw the input alone. */
  minGru(sums: T): T;
  activate(x: T, activation: Activation): T;
  tanh(x: T): T;
  add(a: T, b: T): T;
  /** W x of a table W. */
  project(x: T, table: string): T;
}
