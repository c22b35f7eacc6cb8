/**
 * Seconds for one unit of work, from the times of a large and a small amount: whatever a measurement costs by itself
 * (a submit, a wake-up, the clock) is in both and cancels. The least of a few times is taken, because all that disturbs
 * a measurement makes it longer. Zero where the clock stood still.
 */
import { breath } from '../breath.ts';

/** Long enough for a clock that browsers blur to a tenth of a millisecond, short enough to be hardly noticed. */
const wantedMs = 10;
const mostTries = 5;
/** Where units are slow, two tries must do; and where a clock stands still, no more units make sense. */
const patienceMs = 100;
/** The large amount is so many times the small one. */
const ratio = 5;
/** At most so many times more with each look, since the first times are of a machine that is not warm. */
const mostGrowth = 8;
const mostUnits = 2 ** 24;

/**
 * @param milliseconds does so many units and says how long they took
 * @param units to begin with
 */
export async function secondsPerUnit(milliseconds: (units: number) => Promise<number>, units: number): Promise<number> {
  let large = Math.max(2, units);
  // Pipelines and caches are made ready at their first use, which would pass for a long time.
  await milliseconds(1);
  for (;;) {
    await breath();
    const beganAt = performance.now();
    let took = await milliseconds(large);
    const standsStill = took <= 0 && performance.now() - beganAt >= patienceMs;
    if (took >= wantedMs) took = Math.min(took, await milliseconds(large));
    if (took >= wantedMs || standsStill || large >= mostUnits) break;
    large = Math.ceil(large * Math.min(mostGrowth, Math.max(2, wantedMs / took)));
  }
  const small = Math.max(1, Math.floor(large / ratio));
  let [most, least] = [Infinity, Infinity];
  const startedAt = performance.now();
  const isLate = (): boolean => performance.now() - startedAt > patienceMs;
  for (let attempt = 0; attempt < mostTries && (attempt < 2 || !isLate()); attempt++) {
    most = Math.min(most, await milliseconds(large));
    least = Math.min(least, await milliseconds(small));
    await breath();
  }
  const slope = (most - least) / (large - small);
  return (slope > 0 ? slope : most / large) / 1000;
}
