/** Where the time of a step goes: the next steps are timed kernel by kernel, when the person asks for it. */
import type { Context } from '../context.ts';
import type { RunActions } from '../contract.ts';
import type { Errors } from '../errors.ts';
import type { CurrentRun } from './currentRun.ts';

/** Enough for coarse clocks to average out, few enough for slow steps. */
export const profiledSteps = 8;

export function createProfile(
  { environment, get }: Context,
  current: CurrentRun,
  errors: Errors,
): RunActions['profile'] {
  return async () => {
    const { runId, profiling } = get().run;
    if (runId === null || profiling !== null) return;
    current.change(runId, () => ({ profiling: { made: 0, of: profiledSteps } }));
    try {
      const profile = await environment.client.request('run.profile', { runId, steps: profiledSteps });
      current.change(runId, () => ({ profile }));
    } catch (thrown) {
      errors.caught(thrown, { runId, kind: 'notice' });
    } finally {
      current.change(runId, () => ({ profiling: null }));
    }
  };
}
