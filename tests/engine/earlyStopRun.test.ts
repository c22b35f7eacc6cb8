/** A run that gets worse ends before its plan, with the weights of its best validation, on every backend. */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createDataSource } from '../../src/domain/data/dataSource.ts';
import { createRun } from '../../src/engine/train/run.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { RunPhase } from '../../src/protocol/protocol.ts';
import { backends, engineOn } from './engines.ts';

test.each(backends)('%s', async (backend) => {
  const { config, problems } = validate({
    data: { corpus: 'copy' },
    model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 64 },
    // Grows without bound: each step is ten times too long.
    optimizer: { method: 'sgd', learningRate: 10, momentum: 0.9 },
    regularization: { averageDecay: 0.9 },
    schedule: { method: 'constant', warmupSteps: 0 },
    training: { steps: 100, batchSize: 2, evalEvery: 1, evalWindows: 4, patience: 3 },
  });
  expect(problems).toEqual([]);
  const engine = await engineOn(backend);
  const data = await createDataSource({
    data: config.data,
    load: () => Promise.reject(new Error('none')),
    ownText: null,
  });
  const session = createSession({ engine, config, data, start: null });
  const losses: number[] = [];
  const seen: Float32Array[] = [];
  let end: (phase: RunPhase) => void = () => {};
  const ended = new Promise<RunPhase>((resolve) => (end = resolve));
  const putBack: number[] = [];
  const watched = {
    ...session,
    get step() {
      return session.step;
    },
    get config() {
      return session.config;
    },
    async evaluate(...args: Parameters<typeof session.evaluate>) {
      const read = await session.evaluate(...args);
      losses.push(read.lossNats);
      seen.push(Object.values((await session.snapshot()).weights)[0] ?? new Float32Array());
      return read;
    },
    async putBack(...args: Parameters<typeof session.putBack>) {
      putBack.push(args[0].step);
      await session.putBack(...args);
    },
  };
  const run = createRun({
    runId: 'run',
    session: watched,
    elapsedSeconds: 0,
    explain: engine.explain,
    hooks: {
      status: ({ phase }) => (phase === 'running' ? undefined : end(phase)),
      metrics: () => {},
      sample: () => {},
      checkpoint: async () => {},
      failed: ({ detail }) => expect(detail).toBe('no failure'),
    },
  });
  run.start();
  expect(await ended).toBe('finished');
  const { step } = run.status();
  expect(step).toBeLessThan(100);
  // One validation for each step, and the whole split at the end.
  expect(losses).toHaveLength(step + 1);
  const best = losses.slice(0, step).reduce((least, loss, i) => (loss < (losses[least] ?? NaN) ? i : least), 0);
  expect(step - 1 - best).toBe(3);
  expect(putBack).toEqual([best + 1]);
  expect(seen.at(-1)).toEqual(seen[best]);
  expect(session.step).toBe(step);
  await run.stop();
});
