/** Learning-rate range tests of the run, each while no step is made. */
import type { Engine } from '../engine/backend/engine.ts';
import { breath } from '../engine/breath.ts';
import { testRates } from '../engine/train/testRates.ts';
import type { Run } from '../engine/train/run.ts';
import type { Emit, Handlers } from '../protocol/protocol.ts';
import type { RatesRequests } from '../protocol/rates.ts';

interface RatesParts {
  readonly emit: Emit;
  readonly runOf: (runId: string) => Run;
  readonly engine: () => Engine;
  readonly atStandstill: <T>(work: () => Promise<T>) => Promise<T>;
}

export function rates({ emit, runOf, engine, atStandstill }: RatesParts): Pick<Handlers, keyof RatesRequests> {
  const asked = new Set<{ cancelled: boolean }>();
  return {
    async 'rates.test'({ runId, range }) {
      const { session, stopped } = runOf(runId);
      const job = { cancelled: false };
      asked.add(job);
      try {
        return await atStandstill(() =>
          testRates({
            engine: engine(),
            session,
            range,
            tell: (point, done) => emit('rates.point', { runId, point, done, of: range.steps }),
            async pause() {
              await breath();
              return job.cancelled || stopped();
            },
          }),
        );
      } finally {
        asked.delete(job);
      }
    },
    async 'rates.cancel'() {
      asked.forEach((job) => (job.cancelled = true));
      return null;
    },
  };
}
