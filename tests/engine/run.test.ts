/** Commands that overlap: whatever is asked for while a step is under way, no batch is trained twice and nothing is torn. */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { createRun, type Run } from '../../src/engine/train/run.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import type { BackendId, RunPhase } from '../../src/protocol/protocol.ts';
import { backends, engineOn } from './engines.ts';

const { config } = validate({
  data: { corpus: 'copy' },
  model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 64 },
  training: { steps: 1000, batchSize: 2, evalEvery: 1000, evalWindows: 2 },
});

interface Watched {
  readonly session: TrainingSession;
  readonly run: Run;
  /** Steps whose batch was drawn, in order. */
  readonly drawn: number[];
  readonly phases: RunPhase[];
  readonly stored: number[];
}

async function open(backend: BackendId): Promise<Watched> {
  const engine = await engineOn(backend);
  const source = await createDataSource({
    data: config.data,
    load: () => Promise.reject(new Error('none')),
    ownText: null,
  });
  const drawn: number[] = [];
  const data: DataSource = {
    ...source,
    batch(seed, step, size, time) {
      drawn.push(step);
      return source.batch(seed, step, size, time);
    },
  };
  const session = createSession({ engine, config, data, start: null });
  const phases: RunPhase[] = [];
  const stored: number[] = [];
  const run = createRun({
    runId: 'run',
    session,
    elapsedSeconds: 0,
    explain: engine.explain,
    hooks: {
      status: ({ phase }) => phases.push(phase),
      metrics: () => {},
      sample: () => {},
      checkpoint: async () => void stored.push((await session.snapshot()).step),
      failed: ({ detail }) => expect(detail).toBe('no failure'),
    },
  });
  return { session, run, drawn, phases, stored };
}

const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => i);

test.each(backends)('%s: steps asked for twice, and then a start, train every batch once', async (backend) => {
  const { run, drawn, phases } = await open(backend);
  const steps = [run.step(), run.step()];
  await Promise.all(steps);
  const third = run.step();
  run.start();
  await third;
  await run.step();
  await run.stop();
  expect(drawn).toEqual(upTo(drawn.length));
  expect(drawn.length).toBeGreaterThanOrEqual(4);
  expect(phases.at(-1)).toBe('stopped');
});

test.each(backends)(
  '%s: a snapshot asked for during a step is of one step, weights and optimizer alike',
  async (backend) => {
    const { session } = await open(backend);
    await session.update();
    const during = session.update();
    const [torn, read] = [session.snapshot(), session.decoder()];
    await during;
    const third = session.update();
    const after = await torn;
    await read;
    expect(after.step).toBe(2);
    const { session: plain } = await open(backend);
    await plain.update();
    await plain.update();
    const expected = await plain.snapshot();
    expect(after.weights).toEqual(expected.weights);
    expect(after.state).toEqual(expected.state);
    await third;
    await session.dispose();
    await plain.dispose();
  },
);

test('stopping stores what was learned since the last checkpoint, and nothing is said afterwards', async () => {
  const { run, phases, stored, session } = await open('cpu');
  run.start();
  while (session.step < 3) await new Promise((resolve) => setTimeout(resolve, 5));
  await run.stop();
  expect(stored).toEqual([session.step]);
  const said = phases.length;
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(phases.length).toBe(said);
});

test('a figure taken at rest holds training between two steps, and training goes on', async () => {
  const { run, session } = await open('cpu');
  run.start();
  while (session.step < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const steps = await run.atRest(async () => {
    const before = session.step;
    await session.evaluate(Infinity, async () => false);
    return [before, session.step];
  });
  expect(steps[0]).toBe(steps[1]);
  const now = session.step;
  while (session.step < now + 2) await new Promise((resolve) => setTimeout(resolve, 5));
  await run.stop();
});

test('a run that has finished stays finished when it is put away', async () => {
  const { run, phases } = await open('cpu');
  const short = { ...config, training: { ...config.training, steps: 1 } };
  await run.reconfigure(short);
  run.start();
  while (phases.at(-1) !== 'finished') await new Promise((resolve) => setTimeout(resolve, 5));
  await run.stop();
  expect(phases.at(-1)).toBe('finished');
});
