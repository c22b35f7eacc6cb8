/** What compression says of itself: how far it is, and what became of the model. */
import type { Recipe } from '../domain/compression/recipe/recipe.ts';
import type { DecodingFigures } from './execution.ts';

export interface CompressionRequest {
  readonly runId: string;
  readonly recipe: Recipe;
  /** Measured on all held-out text, as a finished run is, instead of on a part of it. */
  readonly wholeSplit?: boolean;
}

export type CompressionPhase =
  /** Reads text to see what goes into each matrix. */
  | 'calibrating'
  /** Reads held-out text with one matrix at a time changed, for a pass that chooses by it. */
  | 'measuring'
  | 'compressing'
  /** Goes on training the model; see `CompressionProgress.training`. */
  | 'training'
  /** Reads held-out text with both models. */
  | 'evaluating'
  /** Writes tokens with both models. */
  | 'timing';

export interface CompressionProgress {
  readonly runId: string;
  readonly phase: CompressionPhase;
  /** Of the phase, 0 to 1. */
  readonly share: number;
  /** Which pass of the recipe; 0 where it concerns none. */
  readonly pass: number;
  /** In the phase of that name. */
  readonly training?: TrainingProgress;
  readonly elapsedMs: number;
}

/** How far a pass is that trains. */
export interface TrainingProgress {
  /** Done. */
  readonly step: number;
  readonly steps: number;
  /** Of the last step, on training text. */
  readonly lossNats: number;
}

/** On the same held-out tokens before and after. */
export interface CompressedQuality {
  readonly lossNats: number;
  readonly perplexity: number;
  readonly accuracy: number | null;
}

/** What became of one matrix. */
export interface CompressedLayer {
  readonly name: string;
  readonly weights: number;
  readonly bytes: number;
  /** Share of the weights that are zero. */
  readonly zeros: number;
  /** ‖W − Ŵ‖ / ‖W‖ */
  readonly weightError: number;
  /** Root of E‖Wx − Ŵx‖² / E‖Wx‖² over calibration tokens; null where the recipe needed none. */
  readonly outputError: number | null;
}

export interface CompressedVariant {
  readonly variantId: number;
  readonly runId: string;
  /** Updates that the model had had. */
  readonly step: number;
  readonly recipe: Recipe;
  /** From a file, which does not hold the model that it was made of: both measurements are of itself. */
  readonly opened?: true;
  readonly parameters: number;
  /** Of the file as it is written. */
  readonly fileBytes: number;
  /** The same file after gzip; null where the browser cannot. */
  readonly gzipBytes: number | null;
  /** Of all parameters as f32, without a header. */
  readonly denseBytes: number;
  readonly before: CompressedQuality;
  readonly after: CompressedQuality;
  /** Held-out tokens read. */
  readonly tokens: number;
  readonly layers: readonly CompressedLayer[];
  /** 0 where an earlier recipe on the same model had it done. */
  readonly calibrateMs: number;
  readonly compressMs: number;
  readonly decoding: DecodingFigures;
}
