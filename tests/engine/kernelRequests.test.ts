/** What a person can ask about the kernels: which run, choosing them anew, and what a step spends on each. */
import { afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { bench, open, rest, runId, small, start, type Bench } from './handlerBench.ts';

const long = small({ training: { steps: 100_000, evalEvery: 1000 } });

/** One device for the tests that do not mind what it has compiled, which takes seconds. */
const shared = bench();
beforeAll(async () => {
  await shared.handlers['engine.start']({ choice: 'webgpu', precision: 'f32' });
});
afterEach(async () => {
  vi.restoreAllMocks();
  await rest(shared);
});

const startShared = (config: ExperimentConfig, paused: boolean): Promise<unknown> =>
  shared.handlers['run.start']({ runId, config, ownText: null, resume: false, paused });

/** Losses by step, as far as they were told. */
const lossesOf = (at: Bench): ReadonlyMap<number, number> =>
  new Map(
    at
      .of('metrics.frame')
      .flatMap(({ steps, columns }) =>
        Array.from(steps, (step, i) => [step, columns.trainLossNats[i] ?? Number.NaN] as const),
      ),
  );

test('kernels are tried between two steps, told with progress, and the step is recorded anew', async () => {
  const at = shared;
  await startShared(long, false);
  await at.until(() => at.of('metrics.frame').length > 1);
  expect(await at.handlers['engine.kernels'](null)).toEqual([]);

  // A slow machine needs several requests: what there was no time for waits for the next.
  let result = await at.handlers['engine.retune']({ anew: false });
  while (!result.complete) {
    at.heard.length = 0;
    result = await at.handlers['engine.retune']({ anew: false });
  }
  const { kernels, ms } = result;
  expect(kernels.map(({ task }) => task.kind)).toContain('linear-backward');
  expect(kernels.filter(({ gflops }) => gflops === null)).toEqual([]);
  expect(at.of('engine.tuning')[0]).toMatchObject({ chosen: 0 });
  expect(at.of('engine.tuning').at(-1)?.elapsedMs).toBeLessThanOrEqual(ms);
  expect(await at.handlers['engine.kernels'](null)).toEqual(kernels);

  const heard = at.of('metrics.frame').length;
  await at.until(() => at.of('metrics.frame').length > heard + 1);
  const status = await at.handlers['run.pause']({ runId });
  expect(status.cost).toMatchObject({
    execution: { kind: 'recorded', dispatches: status.cost?.dispatches },
    submits: 1,
  });

  const again = await at.handlers['engine.retune']({ anew: true });
  expect(again.kernels.map(({ task }) => task)).toEqual(kernels.map(({ task }) => task));
});

test('a paused run makes the steps that are timed, and the one before that is recorded', async () => {
  const at = shared;
  await startShared(long, true);
  const profile = await at.handlers['run.profile']({ runId, steps: 3 });
  if (profile.kind !== 'measured') throw new Error(profile.reason);
  expect(profile.steps).toBe(3);
  expect(at.of('run.profiling').map(({ made, of }) => [made, of])).toEqual([0, 1, 2, 3].map((made) => [made, 3]));
  const status = at.of('run.status').at(-1);
  expect(status).toMatchObject({ phase: 'paused', step: 4 });
  expect(profile.kernels.reduce((sum, { runs }) => sum + runs, 0)).toBe(status?.cost?.dispatches);
  expect(profile.kernels.map(({ ms }) => ms)).toEqual(profile.kernels.map(({ ms }) => ms).toSorted((a, b) => b - a));
});

test('a running run goes on after its profile, and a pause cuts it short', async () => {
  const at = shared;
  await startShared(long, false);
  const whole = await at.handlers['run.profile']({ runId, steps: 2 });
  expect(whole).toMatchObject({ kind: 'measured', steps: 2 });
  const heard = at.of('metrics.frame').length;
  await at.until(() => at.of('metrics.frame').length > heard + 1);

  const asked = at.handlers['run.profile']({ runId, steps: 10_000 });
  await at.until(() => (at.of('run.profiling').at(-1)?.made ?? 0) > 2);
  await at.handlers['run.pause']({ runId });
  const cut = await asked;
  expect(cut.kind === 'measured' && cut.steps).toBe(at.of('run.profiling').at(-1)?.made);
  expect(at.phase()).toBe('paused');
});

test('no step is made beyond the end of the run', async () => {
  const at = shared;
  await startShared(small({ training: { steps: 3 } }), true);
  expect(await at.handlers['run.profile']({ runId, steps: 8 })).toMatchObject({ kind: 'measured', steps: 2 });
  expect(at.phase()).toBe('finished');
  expect(await at.handlers['run.profile']({ runId, steps: 8 })).toEqual({ kind: 'none', reason: 'no-steps' });
});

test('settings that change while it is timed have the step recorded anew, and it goes on', async () => {
  const at = shared;
  await startShared(long, false);
  const asked = at.handlers['run.profile']({ runId, steps: 6 });
  await at.until(() => (at.of('run.profiling').at(-1)?.made ?? 0) > 1);
  const changed = { ...long, optimizer: { ...long.optimizer, learningRate: 0.001 } };
  await at.handlers['run.update']({ runId, config: changed });
  expect(await asked).toMatchObject({ kind: 'measured', steps: 6 });
});

test('trials before the first step know what a step asks for, and change no number', async () => {
  const at = open();
  await at.handlers['engine.start']({ choice: 'webgpu', precision: 'f32' });
  const steps = async (tuned: boolean): Promise<readonly (number | undefined)[]> => {
    await at.handlers['run.start']({ runId, config: long, ownText: null, resume: false, paused: true });
    if (tuned) await at.handlers['engine.retune']({ anew: true });
    const known = (await at.handlers['engine.kernels'](null)).length;
    await at.handlers['run.step']({ runId });
    if (tuned) await at.handlers['engine.retune']({ anew: false });
    expect(await at.handlers['engine.kernels'](null)).toHaveLength(known);
    await at.handlers['run.step']({ runId });
    return [1, 2].map((step) => lossesOf(at).get(step));
  };
  const plain = await steps(false);
  const tuned = await steps(true);
  expect((await at.handlers['engine.kernels'](null)).length).toBeGreaterThan(5);
  expect(plain.every(Number.isFinite)).toBe(true);
  tuned.forEach((loss, i) => expect(loss).toBeCloseTo(plain[i] ?? Number.NaN, 4));
});

test('a device without timestamps, and a processor, are told by name', async () => {
  const at = open();
  vi.spyOn(GPUSupportedFeatures.prototype, 'has').mockReturnValue(false);
  await start(at, 'webgpu', long);
  expect(await at.handlers['run.profile']({ runId, steps: 1 })).toEqual({ kind: 'none', reason: 'no-clock' });

  await start(at, 'cpu', long);
  expect(await at.handlers['run.profile']({ runId, steps: 1 })).toEqual({ kind: 'none', reason: 'no-gpu' });
  expect(await at.handlers['engine.kernels'](null)).toEqual([]);
  await expect(at.handlers['engine.retune']({ anew: false })).rejects.toMatchObject({ code: 'gpu-unavailable' });
});
