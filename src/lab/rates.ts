/** The learning-rate range test of the lab: its range from the words of the command line, its points, and what they suggest. */
import { suggestRates, usualRange, type RateRange, type RateSuggestion } from '../domain/schedules/rateTest.ts';
import type { RateTest } from '../protocol/rates.ts';
import type { EngineClient } from '../state/client.ts';
import type { Report } from './contract.ts';

/** As given; what is left out is as in the page. */
interface RangeWords {
  readonly steps?: string | undefined;
  readonly lowest?: string | undefined;
  readonly highest?: string | undefined;
}

type RangePlan = { readonly ok: true; readonly range: RateRange } | { readonly ok: false; readonly message: string };

export type RatedRange = RateTest & Pick<RateSuggestion, 'steepest' | 'tenth'>;

/** Fewer points than a line is fitted to say nothing. */
const fewestSteps = 12;
const mostSteps = 10_000;

export function planRange({ steps, lowest, highest }: RangeWords): RangePlan {
  const refused = (message: string): RangePlan => ({ ok: false, message });
  const read = (words: string | undefined, usual: number): number =>
    words === undefined ? usual : words.trim() === '' ? Number.NaN : Number(words);
  const range: RateRange = {
    steps: read(steps, usualRange.steps),
    lowest: read(lowest, usualRange.lowest),
    highest: read(highest, usualRange.highest),
  };
  if (!Number.isInteger(range.steps) || range.steps < fewestSteps || range.steps > mostSteps) {
    return refused(`--steps takes a whole number in ${fewestSteps} … ${mostSteps}, not “${steps}”.`);
  }
  for (const [name, words, rate] of [
    ['--lowest', lowest, range.lowest],
    ['--highest', highest, range.highest],
  ] as const) {
    if (!(rate > 0 && rate <= 1000)) return refused(`${name} takes a rate above 0, at most 1000, not “${words}”.`);
  }
  if (range.lowest >= range.highest) {
    return refused(`--lowest ${range.lowest} must be less than --highest ${range.highest}.`);
  }
  return { ok: true, range };
}

interface RangeWork {
  readonly client: EngineClient;
  readonly report: Report;
  readonly runId: string;
  readonly range: RateRange;
  readonly interrupted: () => boolean;
}

export async function testRange({ client, report, runId, range, interrupted }: RangeWork): Promise<void> {
  if (interrupted()) return;
  const test = await client.request('rates.test', { runId, range });
  const { steepest, tenth } = suggestRates(
    test.points.map(({ rate }) => rate),
    test.points.map(({ lossNats }) => lossNats),
  );
  report('rated', { ...test, steepest, tenth });
}
