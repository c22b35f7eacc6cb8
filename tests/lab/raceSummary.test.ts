/** The figures of a race, from frames whose losses are known. */
import { expect, test } from 'vitest';
import { defaultConfig } from '../../src/domain/config/defaults.ts';
import type { RaceClock } from '../../src/domain/races/rules.ts';
import { type MetricFrame } from '../../src/protocol/protocol.ts';
import { recordRace, type RaceRecord } from '../../src/lab/raceSummary.ts';
import { mapColumns } from '../../src/storage/frames.ts';

const lanes = ['a', 'b'].map((id) => ({ id, name: id.toUpperCase(), config: defaultConfig }));
const facts = lanes.map(({ id }) => ({ id, parameters: 1000, totalSteps: 4 }));
const expected = [{ better: 'a', worse: 'b', byNats: 0.1 }];

/** Validated at every second step. */
function frame(runId: string, losses: readonly number[]): MetricFrame {
  const steps = Int32Array.from({ length: 2 * losses.length }, (_, index) => index + 1);
  const values = (column: string) => (step: number) =>
    column === 'valLossNats' ? (step % 2 === 0 ? (losses[step / 2 - 1] ?? NaN) : NaN) : step;
  return { runId, steps, columns: mapColumns((column) => Float32Array.from(steps, values(column))) };
}

function record(clock: RaceClock = 'steps'): RaceRecord {
  return recordRace({ id: 'mine', clock, lanes, expected });
}

function race(into: RaceRecord, index: number, a: readonly number[], b: readonly number[], whole = true): void {
  into.started(facts);
  into.frame(frame('b', b));
  into.frame(frame('a', a));
  into.ended({ race: index, whole, dropped: {} });
}

test('one race: curves, the order, and what was expected of it', () => {
  const one = record('flops');
  race(one, 0, [3, 2], [3.5, 1.5]);
  const { members, ...rest } = one.summary();
  expect(rest).toEqual({
    race: 'mine',
    clock: 'flops',
    order: ['b', 'a'],
    expected: [{ ...expected[0], measuredNats: -0.5, held: false }],
    whole: true,
  });
  expect(members).toMatchObject([
    { id: 'b', name: 'B', valLossNats: 1.5, interval: null, p: null, medianStepMs: 3 },
    { id: 'a', valLossNats: 2 },
  ]);
  expect(members[0]?.curves).toEqual([
    { seed: 1, steps: [2, 4], valLossNats: [3.5, 1.5], accuracy: [2, 4], dropped: null },
  ]);
  expect(one.sentence()).toBe('B is ahead of A by 0.500 nats.');
});

test('a small gap is none', () => {
  const one = record();
  race(one, 0, [2], [2.015625]);
  expect(one.sentence()).toMatch(/less than another seed would change.*--repeat 5/);
});

// Mean and standard error by hand; the quantile of t with two degrees of freedom at 0.975 is 4.302653 (any table).
test('repeats: means with intervals, and a chance instead of a verdict by eye', () => {
  const three = record();
  [0, 1, 2].forEach((index) => race(three, index, [1.5 + 0.25 * index], [1.75 + 0.25 * index]));
  const [a, b] = three.summary().members;
  const halfWidth = 4.302653 * Math.sqrt(0.0625 / 3);
  expect(a).toMatchObject({ id: 'a', valLossNats: 1.75, p: null });
  expect(a?.interval?.[0]).toBeCloseTo(1.75 - halfWidth, 5);
  expect(a?.interval?.[1]).toBeCloseTo(1.75 + halfWidth, 5);
  expect(a?.curves.map(({ seed }) => seed)).toEqual([1, 2, 3]);
  // t = 0.25 / √(2 · 0.0625 / 3) = 1.2247 with 4 degrees of freedom: p = 0.288 (scipy.stats.t.sf(1.2247449, 4) * 2).
  expect(b?.p).toBeCloseTo(0.28786, 4);
  expect(three.sentence()).toBe('A and B are within noise of each other (p = 0.29).');
});

test('a race that was stopped counts only where no other came to its end', () => {
  const stopped = record();
  race(stopped, 0, [2], [3]);
  race(stopped, 1, [9], [9], false);
  expect(stopped.summary()).toMatchObject({ whole: false, order: ['a', 'b'], members: [{ valLossNats: 2 }, {}] });
  const only = record();
  race(only, 0, [9], [8], false);
  expect(only.summary()).toMatchObject({ whole: false, order: ['b', 'a'], members: [{ valLossNats: 8 }, {}] });
});

test('who dropped out has lost, whatever was measured of it before', () => {
  const one = record();
  one.started(facts);
  one.frame(frame('a', [2]));
  one.frame(frame('b', [1]));
  one.ended({ race: 0, whole: true, dropped: { b: 'Training has diverged.' } });
  const { order, members, expected: checked } = one.summary();
  expect(order).toEqual(['a', 'b']);
  expect(members[1]).toMatchObject({
    valLossNats: NaN,
    curves: [{ valLossNats: [1], dropped: 'Training has diverged.' }],
  });
  expect(checked).toMatchObject([{ held: true, measuredNats: Infinity }]);
});

test('without a race there are no figures, and nothing is claimed', () => {
  expect(record().summary()).toMatchObject({ members: [], order: [], expected: [{ held: false }] });
  expect(record().sentence()).toBe('');
});
