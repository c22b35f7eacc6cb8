/** The learning-rate range test on a copy of a session's model, which ends where the loss bursts. */
import { TrimtabError } from '../../domain/core/errors.ts';
import { hasDiverged, rateAt, type RateRange } from '../../domain/schedules/rateTest.ts';
import type { RatePoint, RateTest } from '../../protocol/rates.ts';
import type { Engine } from '../backend/engine.ts';
import { createSession } from './session.ts';
import type { StepResult, TrainingSession } from './trainingSession.ts';

export interface RateTestOptions {
  readonly engine: Engine;
  /** Not to be trained meanwhile; nothing of it is touched. */
  readonly session: TrainingSession;
  readonly range: RateRange;
  readonly tell: (point: RatePoint, done: number) => void;
  /** Called after every step; true gives up. */
  readonly pause: () => Promise<boolean>;
}

export async function testRates({ engine, session, range, tell, pause }: RateTestOptions): Promise<RateTest> {
  const { config, data } = session;
  const start = await session.snapshot();
  const { step } = start;
  const learningRateAt = (at: number): number => rateAt(range, at - step);
  const copy = createSession({ engine, config, data, start, learningRateAt });
  const points: RatePoint[] = [];
  let lowest = Infinity;
  try {
    for (let done = 1; done <= range.steps; done++) {
      const result = await finiteStep(copy);
      if (result === null) return { step, points, end: 'diverged' };
      const { learningRate: rate, lossNats } = result;
      points.push({ rate, lossNats });
      tell({ rate, lossNats }, done);
      lowest = Math.min(lowest, lossNats);
      if (hasDiverged(lossNats, lowest)) return { step, points, end: 'diverged' };
      if (await pause()) return { step, points, end: 'cancelled' };
    }
    return { step, points, end: 'complete' };
  } finally {
    await copy.dispose();
  }
}

/** Null where the loss or a gradient is no number any more. */
async function finiteStep(session: TrainingSession): Promise<StepResult | null> {
  try {
    return await session.update();
  } catch (thrown) {
    if (thrown instanceof TrimtabError && thrown.code === 'non-finite') return null;
    throw thrown;
  }
}
