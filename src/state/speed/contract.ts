/** Timings of products on this device: their state, and what a person can do about them. */
import type { ErrorReport } from '../../domain/core/errors.ts';
import type { SpeedReport } from '../../protocol/execution.ts';

export interface SpeedState {
  /** Of the current run's model. */
  readonly report: SpeedReport | null;
  /** Share that is done, 0 to 1; null while nothing is timed. */
  readonly progress: number | null;
  /** Why the last request failed. */
  readonly error: ErrorReport | null;
}

/** Neither rejects: a failure appears in `error`. */
export interface SpeedActions {
  /** Training waits meanwhile. Low rank is timed at the ranks of the selected variant. */
  measure(): Promise<void>;
  cancel(): Promise<void>;
}

export const initialSpeed: SpeedState = { report: null, progress: null, error: null };
