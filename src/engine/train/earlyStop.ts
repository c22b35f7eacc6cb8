/**
 * Ends a run whose validation loss no longer falls, with the weights of its best validation. The best ones are remembered
 * as copies on the host, the state of the optimizer with them, so that whoever goes on later goes on from there.
 */
import type { TrainingSession, TrainingState } from './trainingSession.ts';

export interface EarlyStop {
  /** Takes note of a validation; true where the run is over, and the best weights are back in place. */
  observe(lossNats: number): Promise<boolean>;
  /** Somebody goes on all the same: patience begins anew. */
  reset(): void;
}

export function earlyStop(session: Pick<TrainingSession, 'config' | 'snapshot' | 'putBack'>): EarlyStop {
  let best: { readonly lossNats: number; readonly state: TrainingState } | null = null;
  let waited = 0;
  const reset = (): void => {
    best = null;
    waited = 0;
  };
  return {
    async observe(lossNats) {
      const { patience } = session.config.training;
      if (patience === 0) {
        reset();
        return false;
      }
      if (best === null || lossNats < best.lossNats) {
        best = { lossNats, state: await session.snapshot() };
        waited = 0;
        return false;
      }
      waited += 1;
      if (waited < patience) return false;
      await session.putBack(best.state);
      return true;
    },
    reset,
  };
}
