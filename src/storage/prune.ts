/** Which runs to give up when there are too many: the least recently used of those that nobody asked to keep. */
import type { StoredRun } from './contract.ts';

const unfinished: readonly StoredRun['phase'][] = ['preparing', 'running', 'paused'];

/** A tab is at it, or was when it ended. */
export const isUnfinished = (run: Pick<StoredRun, 'phase'>): boolean => unfinished.includes(run.phase);

/** Ids of the runs that may go when room is needed, the first to go first: hidden before shown, old before new. */
export const dispensable = (runs: readonly StoredRun[]): readonly string[] =>
  runs
    .filter((run) => !run.pinned && !isUnfinished(run))
    .toSorted((a, b) => Number(a.visible) - Number(b.visible) || a.updatedAt - b.updatedAt)
    .map((run) => run.id);

/** Ids beyond the `keep` most recent; pinned and visible runs stay and count. */
export function prunable(runs: readonly StoredRun[], keep: number): readonly string[] {
  const spare = runs.filter((run) => !run.pinned && !run.visible);
  const surplus = Math.max(0, runs.length - keep);
  return spare
    .toSorted((a, b) => a.updatedAt - b.updatedAt)
    .slice(0, surplus)
    .map((run) => run.id);
}
