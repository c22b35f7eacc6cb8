/** A schedule that looks at validations: a run that was ended, even in the middle of one, goes on as if it had not been. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createRun, type Run } from '../../src/engine/train/run.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession, TrainingState } from '../../src/engine/train/trainingSession.ts';
import { restore, takeCheckpoint } from '../../src/worker/storeCheckpoint.ts';
import { engineOn } from './engines.ts';

// Node has none before 21; an engine tells how many cores there are.
beforeAll(() => void vi.stubGlobal('navigator', { hardwareConcurrency: 1 }));
afterAll(() => void vi.unstubAllGlobals());

const text = 'the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. '.repeat(20);
const cut = Math.floor(text.length * 0.9);
const data: DataSource = createTextSource(character.build(text, {}), text.slice(0, cut), text.slice(cut));

/** Every second step is validated, and nearly every validation falls short of the threshold. */
const plan = (schedule: ExperimentConfig['schedule'] | object): ExperimentConfig => {
  const { config, problems } = validate({
    model: { architecture: 'bigram' },
    optimizer: { method: 'adamw', learningRate: 0.02 },
    schedule,
    training: { steps: 14, batchSize: 2, evalEvery: 2, evalWindows: 8 },
  });
  expect(problems).toEqual([]);
  return config;
};
const falling = plan({ method: 'plateau', warmupSteps: 0, dropFactor: 0.5, waitValidations: 1, threshold: 0.3 });

interface Trained {
  readonly rates: readonly number[];
  readonly session: TrainingSession;
  readonly run: Run;
}

async function train(
  config: ExperimentConfig,
  start: TrainingState | null,
  watch?: (session: TrainingSession, run: () => Run) => TrainingSession,
): Promise<Trained> {
  const engine = await engineOn('cpu');
  const session = createSession({ engine, config, data, start });
  const rates: number[] = [];
  let end: () => void = () => {};
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run: Run = createRun({
    runId: 'run',
    session: watch?.(session, () => run) ?? session,
    elapsedSeconds: 0,
    explain: engine.explain,
    hooks: {
      status: ({ phase }) => (phase === 'running' ? undefined : end()),
      metrics: (step, { learningRate }) => (rates[step - 1] = learningRate),
      sample: () => {},
      checkpoint: async () => {},
      failed: ({ detail }) => expect(detail).toBe('no failure'),
    },
  });
  run.start();
  await ended;
  return { rates, session, run };
}

test('the rate falls where losses stall, and a resumed run goes on bit for bit', async () => {
  const through = await train(falling, null);
  expect(new Set(through.rates).size).toBeGreaterThan(2);
  expect(through.rates[0]).toBe(0.02);

  let bytes = new Uint8Array();
  const ended = await train(falling, null, (session, run) => ({
    ...session,
    get step() {
      return session.step;
    },
    async evaluate(windows, pause) {
      const { step } = session;
      // In the middle of the validation after step 8.
      if (step === 8) void run().stop();
      const read = await session.evaluate(windows, pause);
      if (step === 8) ({ bytes } = await takeCheckpoint(session, 0));
      return read;
    },
  }));
  expect(ended.session.step).toBe(8);
  const { start } = restore(bytes, ended.session.tensors);
  expect(start.watched?.step).toBe(6);

  const resumed = await train(falling, start);
  expect(resumed.rates.slice(8)).toEqual(through.rates.slice(8));
  expect(await resumed.session.snapshot()).toEqual(await through.session.snapshot());
  await Promise.all([through.run.stop(), resumed.run.stop()]);
});

test('other schedules keep nothing of validations, and one that is chosen later begins anew', async () => {
  const session = createSession({
    engine: await engineOn('cpu'),
    config: plan({ method: 'constant', warmupSteps: 0 }),
    data,
    start: null,
  });
  const rate = async (): Promise<number> => (await session.update()).learningRate;
  const worse = (): void => [1, 2, 2].forEach((loss) => session.watch(loss));
  worse();
  expect((await session.snapshot()).watched).toBeNull();
  await session.reconfigure(falling);
  expect(await rate()).toBe(0.02);
  worse();
  expect(await rate()).toBe(0.01);
  await session.reconfigure(plan({ method: 'constant', warmupSteps: 0 }));
  expect(await rate()).toBe(0.02);
  await session.reconfigure(falling);
  expect(await rate()).toBe(0.02);
  await session.dispose();
});
