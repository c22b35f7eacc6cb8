/** Asks the worker for a learning-rate range test on the current run's model. */
import { reportOf } from '../../domain/core/errors.ts';
import { usualRange } from '../../domain/schedules/rateTest.ts';
import type { Context } from '../context.ts';
import { isCrash } from '../engine.ts';
import { isHeld } from '../run/runState.ts';
import type { RatesActions } from './contract.ts';

export const createRates = ({ environment: { client }, get }: Context): RatesActions => ({
  async test(tell) {
    const { runId, phase } = get().run;
    if (runId === null || !isHeld(phase)) return { value: null };
    const stop = client.on('rates.point', ({ point, done, of }) => tell(point, done / of));
    try {
      return { value: await client.request('rates.test', { runId, range: usualRange }) };
    } catch (thrown) {
      // What becomes of a run that is gone concerns nobody, and a worker that broke is told elsewhere.
      return isCrash(thrown) || get().run.runId !== runId ? { value: null } : { error: reportOf(thrown) };
    } finally {
      stop();
    }
  },
  async cancel() {
    await client.request('rates.cancel', null).catch(() => undefined);
  },
});
