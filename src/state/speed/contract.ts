/** Timings of products on this device: their state, and what a person can do about them. */
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { CacheReport, SpeedReport } from '../../protocol/execution.ts';

export interface SpeedState {
  /** Of the current run's model. */
  readonly report: SpeedReport | null;
  /** Of the current run's model, or of one of its variants. */
  readonly cache: CacheReport | null;
  /** Share that is done of what is being measured, 0 to 1; null while nothing is. */
  readonly progress: number | null;
  readonly measuring: 'products' | 'caches' | null;
  /** Why the last request failed, and what it was for. */
  readonly error: (ErrorReport & { readonly what: NonNullable<SpeedState['measuring']> }) | null;
}

/** None rejects: a failure appears in `error`. */
export interface SpeedActions {
  /** Training waits meanwhile. Low rank is timed at the ranks of the selected variant. */
  measure(): Promise<void>;
  /** Reads held-out text with caches of all widths: with the selected variant, or without one with the model itself. */
  measureCache(): Promise<void>;
  cancel(): Promise<void>;
}

export const initialSpeed: SpeedState = { report: null, cache: null, progress: null, measuring: null, error: null };
