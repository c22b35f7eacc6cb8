/** A model that a person has opened from files, in the shape in which runs are kept. */
import type { ExperimentConfig } from '../../config/schema.ts';
import type { InputQuantization } from '../../compression/inputs/levels.ts';
import type { Weights } from '../../models/contract.ts';
import type { Progress } from '../checkpoint.ts';
import type { CompressedFile } from '../compressedFile.ts';
import type { RangeSource } from '../ranges/contract.ts';

/** By the names that the formats give them; see `canonicalFiles`. */
export type ModelSources = Readonly<Record<string, RangeSource>>;

export type OpenedKind =
  /** What `lab run` and the page's export write. */
  | 'own'
  /** With the state of the optimizer. */
  | 'checkpoint'
  | 'compressed'
  /** Hugging Face's layout, compressed while it was read because it is too large to be trained here. */
  | 'streamed'
  /** Hugging Face's layout. */
  | 'hugging-face';

export interface OpenedTokenizer {
  /** Text of its tokenizer.json. */
  readonly json: string;
  /** Rows of the embedding. */
  readonly vocabulary: number;
}

export interface OpenedFiles {
  readonly kind: OpenedKind;
  /** What the files call the model; null where they do not. */
  readonly name: string | null;
  /** Of the file, or made up for a model of others. */
  readonly config: ExperimentConfig;
  readonly progress: Progress;
  /** Null where only the compressed form was kept. */
  readonly weights: Weights<Float32Array> | null;
  /** By state name, then by tensor; empty where the optimizer starts anew. */
  readonly state: Readonly<Record<string, Weights<Float32Array>>>;
  readonly tokenizer: OpenedTokenizer;
  /** How inputs are rounded; absent where they are not. */
  readonly inputs?: InputQuantization;
  /** What the weights were decoded from. */
  readonly compressed: CompressedFile | null;
}
