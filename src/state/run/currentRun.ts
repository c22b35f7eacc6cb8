/**
 * The slice of the current run, and beside it the run before: while the worker prepares another, that one goes on, and
 * what it does must not be lost if the other is refused.
 */
import type { Context } from '../context.ts';
import type { RunState } from '../contract.ts';
import { isHeld } from './runState.ts';

export interface CurrentRun {
  /** Does nothing for a run that is neither the current one nor the one before it. */
  change(runId: string, changes: (run: RunState) => Partial<RunState>): void;
  /** Puts a run that the worker has not accepted yet in the place of the present one, which is kept. */
  prepare(next: RunState): void;
  /** The run before, which is over now. */
  accept(): RunState;
  /** Brings the run before back, as it is by now. */
  refuse(): void;
  /** The worker, or the engine in it, is gone with all that it held. */
  gone(): void;
}

const withoutWorker = (run: RunState): RunState => (isHeld(run.phase) ? { ...run, phase: 'failed' } : run);

export function createCurrentRun({ get, patch }: Pick<Context, 'get' | 'patch'>): CurrentRun {
  let before: RunState | null = null;

  return {
    change(runId, changes) {
      const { run } = get();
      if (run.runId === runId) patch('run', changes(run));
      else if (before?.runId === runId) before = { ...before, ...changes(before) };
    },
    prepare(next) {
      before = get().run;
      patch('run', next);
    },
    accept() {
      const over = before ?? get().run;
      before = null;
      return over;
    },
    refuse() {
      patch('run', { ...(before ?? get().run), busy: false });
      before = null;
    },
    gone() {
      if (before !== null) before = withoutWorker(before);
      if (isHeld(get().run.phase)) patch('run', withoutWorker(get().run));
    },
  };
}
