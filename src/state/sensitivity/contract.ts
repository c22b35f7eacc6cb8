/** The sensitivity map as types: what was measured, and which level a person has chosen for which matrix. */
import type { RecipePass } from '../../domain/compression/recipe/recipe.ts';
import type { ChosenLevels } from '../../domain/compression/sensitivity/choose.ts';
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { SensitivityCell, SensitivityStart } from '../../protocol/sensitivity.ts';

export interface SensitivityMap extends SensitivityStart {
  /** With which method and settings; the levels take the place of one of them. */
  readonly pass: RecipePass;
  readonly levels: readonly number[];
  /** As they came. */
  readonly cells: readonly SensitivityCell[];
}

export interface SensitivityWork {
  readonly done: number;
  /** 0 before the first cell. */
  readonly of: number;
  readonly elapsedMs: number;
  readonly cancelling: boolean;
}

export interface SensitivityState {
  /** Of the current run; gone with it. */
  readonly map: SensitivityMap | null;
  readonly working: SensitivityWork | null;
  /** Of the map's method; matrices that are not in it stay as they are. */
  readonly painted: ChosenLevels;
  /** Why the last request failed. */
  readonly error: ErrorReport | null;
}

/** None of these rejects: a failure appears in `error`. */
export interface SensitivityActions {
  /** Takes the place of the map before. */
  measure(pass: RecipePass, levels: readonly number[]): Promise<void>;
  /** What is measured stays. */
  cancel(): Promise<void>;
  /** The same once more takes it away. */
  paint(name: string, level: number): void;
  setPainted(painted: ChosenLevels): void;
}
