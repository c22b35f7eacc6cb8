/** Opening a model from files, and writing one for other programs. */
import type { ExperimentConfig } from '../domain/config/schema.ts';
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import type { ErrorReport } from '../domain/core/errors.ts';
import type { Progress } from '../domain/files/checkpoint.ts';
import type { OpenedKind } from '../domain/files/opening/contract.ts';

/** A file that a person gave, or one that the page reads from a server piece by piece and hands on. */
export type OpenableFile =
  | { readonly name: string; readonly blob: Blob }
  | { readonly name: string; readonly size: number; readonly port: MessagePort };

/** Over the port of a file: a piece that is wanted, and what came of it. */
export interface PieceRequest {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

export type PieceAnswer =
  | { readonly id: number; readonly bytes: Uint8Array<ArrayBuffer> }
  | { readonly id: number; readonly error: ErrorReport };

export interface OpenRequest {
  /** Of the run that it becomes. */
  readonly runId: string;
  readonly files: readonly OpenableFile[];
  /** To calibrate and evaluate on; null: the one of the file, or the first of ours. */
  readonly corpus: ExperimentConfig['data']['corpus'] | null;
  /** How far it was trained, where the files do not say. */
  readonly progress?: Progress;
}

export interface OpenedModel {
  readonly kind: OpenedKind;
  /** What the files call the model; null where they do not. */
  readonly name: string | null;
  /** Of the run. It names the tokenizer by its fingerprint where its corpus would not give the same one. */
  readonly config: ExperimentConfig;
  /** Updates that the weights have had, as far as the files say. */
  readonly step: number;
  readonly parameters: number;
  readonly vocabulary: number;
  /** How a model that came compressed was made; else null. */
  readonly recipe: Recipe | null;
  /** The text that it was trained on is not here, so another was taken. */
  readonly otherCorpus: boolean;
}

export interface OpeningProgress {
  readonly runId: string;
  /** Of the tensors, 0 to 1. */
  readonly share: number;
}
