/** Members of a race beside runs, on the CPU in Node: what they hold is counted, and one that is kept goes on as a run. */
import { beforeEach, expect, onTestFinished, test, vi } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { setValue } from '../../src/domain/config/setValue.ts';
import { reportOf } from '../../src/domain/core/errors.ts';
import { neededBytes } from '../../src/domain/limits/memory.ts';
import { bench, small, type Bench } from './handlerBench.ts';

const race = { raceId: 'race' };
const run = { runId: 'run-1', ownText: null, paused: true };

beforeEach(() => {
  vi.stubGlobal('navigator', { hardwareConcurrency: 1 });
  vi.stubGlobal('crossOriginIsolated', false);
  return () => vi.unstubAllGlobals();
});

async function open(): Promise<Bench & { readonly limitBytes: number }> {
  const at = bench();
  const { memory } = await at.handlers['engine.start']({ choice: 'cpu', precision: 'f32' });
  onTestFinished(async () => {
    await at.handlers['race.stop'](race).catch(() => null);
    await at.handlers['run.stop'](run).catch(() => null);
  });
  return { ...at, limitBytes: memory.limitBytes };
}

const begin = (at: Bench, config: ExperimentConfig) =>
  at.handlers['race.start']({
    ...race,
    entrants: [{ id: 'a', config, ownText: null }],
    clock: 'steps',
    paused: true,
  });

test('a run that does not fit beside a race is refused until the race has ended', async () => {
  const at = await open();
  const { limitBytes } = at;
  const rows = { data: { length: 100 }, model: { layers: 24, width: 64, context: 256 }, training: { batchSize: 8 } };
  const { facts } = await begin(at, small(rows));
  const bytes = facts.reduce((sum, each) => sum + neededBytes(each), 0);
  // Six tenths of the memory, nearly all of it for activations: until its first step it takes none.
  const config = setValue(small(rows), 'training.batchSize', Math.floor((8 * 0.6 * limitBytes) / bytes));
  await begin(at, config);
  const start = { ...run, config, resume: false };
  expect(await at.handlers['run.start'](start).catch(reportOf)).toMatchObject({
    code: 'memory-held',
    detail: { limitBytes },
  });
  expect((await at.handlers['race.pause'](race)).members).toMatchObject([{ phase: 'racing' }]);
  await at.handlers['race.stop'](race);
  expect(await at.handlers['run.start'](start)).toMatchObject({ step: 0 });
});

test('a member that is kept goes on as a run, bit for bit as in the race', async () => {
  const at = await open();
  const config = small();
  const losses = (id: string): number[] =>
    at.of('metrics.frame').flatMap(({ runId, columns }) => (runId === id ? [...columns.trainLossNats] : []));
  await begin(at, config);
  for (let step = 0; step < 3; step++) await at.handlers['race.step'](race);
  const keep = { ...race, memberId: 'a', runId: run.runId };
  expect(await at.handlers['race.keep']({ ...keep, step: 2 }).catch(reportOf)).toMatchObject({
    code: 'bad-checkpoint',
    detail: { reason: 'step-not-kept' },
  });
  expect(await at.handlers['race.keep']({ ...keep, step: null })).toMatchObject({ step: 3 });
  for (let step = 3; step < 5; step++) await at.handlers['race.step'](race);
  expect(await at.handlers['run.start']({ ...run, config, resume: true })).toMatchObject({ step: 3 });
  for (let step = 3; step < 5; step++) await at.handlers['run.step'](run);
  expect(losses('a')).toHaveLength(5);
  expect(losses(run.runId)).toEqual(losses('a').slice(3));
});
