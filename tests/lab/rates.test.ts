/** The lab's learning-rate range test: which ranges can be tried, and what comes of them, finished or stopped. */
import { describe, expect, test } from 'vitest';
import { suggestRates } from '../../src/domain/schedules/rateTest.ts';
import { presetConfig } from '../../src/domain/presets/index.ts';
import type { LabOutcome, LabReports } from '../../src/lab/contract.ts';
import { planRange, type RatedRange } from '../../src/lab/rates.ts';
import { startJob } from '../../src/lab/work.ts';
import { createClient } from '../../src/state/client.ts';
import { memoryStorage } from '../../src/storage/memory.ts';
import { createFakeWire, type FakeWire } from '../state/fakeWorker.ts';

describe('the range', () => {
  test('is the page’s where nothing is said, else what is said', () => {
    expect(planRange({})).toEqual({ ok: true, range: { steps: 100, lowest: 1e-6, highest: 10 } });
    expect(planRange({ steps: '12', lowest: '1e-4', highest: '0.5' })).toEqual({
      ok: true,
      range: { steps: 12, lowest: 1e-4, highest: 0.5 },
    });
  });

  test.each([
    [{ steps: '11' }, /--steps .* 12 … 10000, not “11”/],
    [{ steps: '12.5' }, /--steps/],
    [{ steps: '' }, /--steps/],
    [{ steps: '10001' }, /--steps/],
    [{ lowest: '0' }, /--lowest takes a rate above 0/],
    [{ highest: 'x' }, /--highest .* “x”/],
    [{ highest: '1001' }, /--highest/],
    [{ lowest: '1', highest: '1' }, /--lowest 1 must be less than --highest 1/],
  ])('%o is refused', (words, message) => {
    const planned = planRange(words);
    expect(planned.ok ? '' : planned.message).toMatch(message);
  });
});

interface Ranged {
  readonly outcome: LabOutcome;
  readonly results: readonly RatedRange[];
  readonly told: readonly LabReports['rating'][];
  readonly wire: FakeWire;
}

async function ranged(stop: 'at once' | 'on the way' | null): Promise<Ranged> {
  const wire = createFakeWire({ checkpoints: new Map() });
  const { checkpoints } = memoryStorage({ code: 'storage-unavailable', detail: {}, problems: [] });
  const results: RatedRange[] = [];
  const told: LabReports['rating'][] = [];
  const job = startJob(
    {
      client: createClient(wire.spawn),
      checkpoints,
      report(name, payload) {
        if (name === 'rated') results.push(payload as RatedRange);
        if (name === 'rating') told.push(payload as LabReports['rating']);
        if (name === 'rating' && stop === 'on the way') job.interrupt();
      },
    },
    {
      action: 'lr-range',
      config: presetConfig('copy-task'),
      ownText: null,
      tokenizer: null,
      backend: 'auto',
      precision: 'f32',
      checkpoint: null,
      recipes: [],
      range: { steps: 60, lowest: 1e-5, highest: 1 },
    },
  );
  if (stop === 'at once') job.interrupt();
  return { outcome: await job.outcome, results, told, wire };
}

test('every rate is told as it is tried, and two are suggested', async () => {
  const { outcome, results, told, wire } = await ranged(null);
  expect(outcome).toEqual({ kind: 'compressed', interrupted: false });
  expect(told.map(({ done, of }) => [done, of])).toEqual(Array.from({ length: 60 }, (_, i) => [i + 1, 60]));
  const [result] = results;
  expect(result).toMatchObject({ step: 0, end: 'complete' });
  const points = result?.points ?? [];
  expect(points.map(({ rate }) => rate)).toEqual(told.map(({ point }) => point.rate));
  const { steepest, tenth } = suggestRates(
    points.map(({ rate }) => rate),
    points.map(({ lossNats }) => lossNats),
  );
  expect(result).toMatchObject({ steepest, tenth });
  // The fake engine's loss falls fastest near 1e-3.
  expect(result?.steepest).toBeGreaterThan(2e-4);
  expect(result?.steepest).toBeLessThan(5e-3);
  expect(wire.requestsOf('run.continue')).toEqual([]);
});

test('what is stopped keeps the points that there are', async () => {
  const { outcome, results } = await ranged('on the way');
  expect(outcome).toEqual({ kind: 'compressed', interrupted: true });
  expect(results).toMatchObject([{ end: 'cancelled' }]);
  expect(results[0]?.points.length).toBeGreaterThan(0);
  expect(results[0]?.points.length).toBeLessThan(60);
});

test('what is stopped before it began tries nothing', async () => {
  const { outcome, results, wire } = await ranged('at once');
  expect(outcome).toEqual({ kind: 'compressed', interrupted: true });
  expect(results).toEqual([]);
  expect(wire.requestsOf('rates.test')).toEqual([]);
});
