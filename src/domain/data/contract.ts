/** Tokenised data as the training loop sees it. */
import type { Tokenizer } from '../tokenizers/contract.ts';

export interface TokenBatch {
  /** [B·T], batch-major. */
  readonly inputs: Int32Array;
  /** [B·T], the next token of each input; -1 where the loss does not count. */
  readonly targets: Int32Array;
  readonly size: number;
  readonly time: number;
}

/** What `DataSource.describe` says about the data, for the interface. */
export interface DataFacts {
  readonly vocabulary: number;
  readonly trainTokens: number;
  readonly validationTokens: number;
  /** UTF-8 bytes per validation token, for bits per byte. */
  readonly bytesPerToken: number;
  /** The first few hundred characters (or a few examples) of the training part. */
  readonly excerpt: string;
}

export interface DataSource {
  readonly kind: 'text' | 'task';
  readonly tokenizer: Tokenizer;
  readonly facts: DataFacts;
  /** The training batch of a step: a pure function of (seed, step), so a resumed run reads on where it stopped. */
  batch(seed: number, step: number, size: number, time: number): TokenBatch;
  /**
   * Validation in batches of at most `size` rows. For a text: consecutive windows of `time` tokens, targets shifted by
   * one, incomplete tail dropped. For a task: a fixed set of held-out examples.
   */
  validation(size: number, time: number): Iterable<TokenBatch>;
  /** Held-out examples with their answers, for exact-match accuracy; empty for texts. */
  readonly questions: readonly { readonly prompt: Int32Array; readonly answer: Int32Array }[];
}
