/** Tokenised data as the training loop sees it. */
import type { LocalText } from '../core/text.ts';
import type { Tokenizer } from '../tokenizers/contract.ts';
import type { LabelledPieces } from './labelled/contract.ts';

export interface TokenBatch {
  /** [B·T], batch-major. */
  readonly inputs: Int32Array;
  /** [B·T], the next token of each input; with `pooling` [B], the label of each row. -1 where the loss does not count. */
  readonly targets: Int32Array;
  readonly size: number;
  readonly time: number;
  /** So many first tokens of every row are seen by all of it; absent where nothing sees what comes later. */
  readonly prefix?: number;
  /** The same rows as a plain language model reads them; absent where the batch is that itself. */
  readonly plain?: Pick<TokenBatch, 'inputs' | 'targets'>;
  /** [B·T], of rows that have labels: the share of each position in what the label is read from. */
  readonly pooling?: Float32Array;
}

/** What `DataSource.describe` says about the data, for the interface. */
export interface DataFacts {
  readonly vocabulary: number;
  /** Infinity where examples are generated without end. */
  readonly trainTokens: number;
  readonly validationTokens: number;
  /** UTF-8 bytes per validation token, for bits per byte. */
  readonly bytesPerToken: number;
  /** The first few hundred characters (or a few examples) of the training part. */
  readonly excerpt: string;
  /** Of what is to be told apart, in the order of their numbers. */
  readonly labels?: readonly LocalText[];
}

export interface DataSource {
  readonly kind: 'text' | 'task';
  readonly tokenizer: Tokenizer;
  readonly facts: DataFacts;
  /** The encoded text, for baselines that count; null for tasks. */
  readonly tokens: { readonly train: Int32Array; readonly validation: Int32Array } | null;
  /**
   * Tokens per row worth training on with a model that reads `context` at once: a text fills the context, a task needs
   * only its longest example. Throws `bad-config` naming `model.context` when the data and the context do not fit.
   */
  window(context: number): number;
  /** The training batch of a step: a pure function of (seed, step), so a resumed run reads on where it stopped. */
  batch(seed: number, step: number, size: number, time: number): TokenBatch;
  /**
   * Validation in batches of at most `size` rows. For a text: consecutive windows of `time` tokens, targets shifted by
   * one, incomplete tail dropped. For a task: a fixed set of held-out examples, one a row. With `limit`, only that many
   * rows, spread evenly over all of them.
   */
  validation(size: number, time: number, limit?: number): Iterable<TokenBatch>;
  /** Of tasks: batches whose questions are all equally long, as their prefixes. */
  readonly sameQuestions?: Pick<DataSource, 'batch' | 'validation'>;
  /** What accuracy counts: whole rows, single tokens or the labels of rows; absent where it is not measured. */
  readonly grades?: 'rows' | 'tokens' | 'labels';
  /** The data in pieces with labels, where they have any. Throws `bad-file` for a person's lines that have none. */
  readonly labelled?: () => LabelledPieces;
  /** Of data that are read for their labels: how many pieces to train on have each, and how a text is laid out. */
  readonly classes?: {
    readonly counts: readonly number[];
    readonly lay: (ids: Int32Array, time: number) => TokenBatch;
  };
  /** Held-out examples with their answers, for exact-match accuracy; empty for texts. */
  readonly questions: readonly { readonly prompt: Int32Array; readonly answer: Int32Array }[];
}
