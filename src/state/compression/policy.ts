/** When a model can be compressed, and why not. */
import type { AppState } from '../contract.ts';
import { isHeld } from '../run/runState.ts';

export type NoCompression =
  /** No run was started, or it is gone. */
  | 'no-model'
  /** The model is being made. */
  | 'preparing'
  | 'illegal-recipe'
  | 'working';

/** Null where it can. */
export function whyNoSweep({ run, compression }: AppState): NoCompression | null {
  if (compression.working !== null) return 'working';
  if (run.phase === 'preparing') return 'preparing';
  return isHeld(run.phase) ? null : 'no-model';
}

export function whyNoCompression(state: AppState): NoCompression | null {
  const { recipe, problems } = state.compression;
  return whyNoSweep(state) ?? (recipe === null || problems.length > 0 ? 'illegal-recipe' : null);
}
