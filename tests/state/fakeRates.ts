/** A range test on paper: level, a fall that is steepest at 1e-3, a bottom near 0.1, and a burst. */
import { rateAt } from '../../src/domain/schedules/rateTest.ts';
import type { Emit, Handlers } from '../../src/protocol/protocol.ts';
import type { RatePoint } from '../../src/protocol/rates.ts';

export const fakeRateLoss = (rate: number): number => 2 + 2 / (1 + (1000 * rate) ** 1.3) + 1e-3 * (rate / 0.03) ** 1.3;

/** Yields to messages after every fifth step. */
export function fakeRates(
  emit: Emit,
  stepOf: (runId: string) => number,
): Pick<Handlers, 'rates.test' | 'rates.cancel'> {
  let cancelled = false;
  return {
    async 'rates.test'({ runId, range }) {
      cancelled = false;
      const points: RatePoint[] = [];
      const step = stepOf(runId);
      for (let done = 1; done <= range.steps; done++) {
        if (done % 5 === 0) await new Promise((resolve) => setTimeout(resolve, 0));
        if (cancelled) return { step, points, end: 'cancelled' };
        const rate = rateAt(range, done - 1);
        if (rate > 4) return { step, points, end: 'diverged' };
        const point = { rate, lossNats: fakeRateLoss(rate) };
        points.push(point);
        emit('rates.point', { runId, point, done, of: range.steps });
      }
      return { step, points, end: 'complete' };
    },
    async 'rates.cancel'() {
      cancelled = true;
      return null;
    },
  };
}
