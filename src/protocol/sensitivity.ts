/** How much each matrix of a model minds being compressed: what is asked, and what is told while it is measured. */
import type { RecipePass } from '../domain/compression/recipe/recipe.ts';

export interface SensitivityRequest {
  readonly runId: string;
  /** The method and its other settings; for all matrices, or those that its `only` names. */
  readonly pass: RecipePass;
  /** Values of the setting that is turned; see `axisOf`. */
  readonly levels: readonly number[];
}

/** The model with one matrix changed and all others as they are. */
export interface SensitivityCell {
  readonly name: string;
  readonly level: number;
  /** Loss with the change minus loss without, on the same held-out tokens. */
  readonly riseNats: number;
  /** Of the matrix as it is written. */
  readonly bytes: number;
}

/** What the cells are to be compared with; told before the first of them. */
export interface SensitivityStart {
  readonly runId: string;
  /** Updates that the model had had. */
  readonly step: number;
  readonly lossNats: number;
  /** Held-out tokens read for every cell. */
  readonly tokens: number;
  readonly matrices: readonly { readonly name: string; readonly weights: number }[];
}

export interface SensitivityProgress {
  readonly runId: string;
  readonly cell: SensitivityCell;
  readonly done: number;
  readonly of: number;
  /** Since the first cell was begun. */
  readonly elapsedMs: number;
}

export interface SensitivityResult extends SensitivityStart {
  readonly cells: readonly SensitivityCell[];
  /** False if it was cancelled; what had been measured is there. */
  readonly complete: boolean;
}
