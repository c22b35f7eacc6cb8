/** A run that is stopped while the step behind the present one is under way waits for that step, and ends. */
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createRun, type Run } from '../../src/engine/train/run.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { engineOn } from './engines.ts';

// Node has none before 21; an engine tells how many cores there are.
beforeAll(() => void vi.stubGlobal('navigator', { hardwareConcurrency: 1 }));
afterAll(() => void vi.unstubAllGlobals());

const text = 'the quick brown fox jumps over the lazy dog. '.repeat(20);

test('the step under way is the last one, and stopping ends', async () => {
  const { config } = validate({
    model: { architecture: 'bigram', context: 8 },
    training: { steps: 1000, batchSize: 2, evalEvery: 1000 },
  });
  const engine = await engineOn('cpu');
  const plain = createSession({
    engine,
    config,
    data: createTextSource(character.build(text, {}), text.slice(0, 800), text.slice(800)),
    start: null,
  });
  // Only recorded steps are begun before the one in front of them is read.
  const session: TrainingSession = Object.create(plain, {
    execution: { value: () => ({ kind: 'recorded', dispatches: 1 }) },
  });
  let told: (run: Promise<unknown>) => void = () => {};
  const stopping = new Promise<unknown>((resolve) => (told = resolve));
  const run: Run = createRun({
    runId: 'run',
    session,
    elapsedSeconds: 0,
    explain: engine.explain,
    hooks: {
      status: () => {},
      metrics: (step) => void (step === 4 && told(run.stop())),
      sample: () => {},
      checkpoint: async () => {},
      failed: ({ detail }) => expect(detail).toBe('no failure'),
    },
  });
  run.start();
  expect(await stopping).toMatchObject({ phase: 'stopped', step: 5 });
  expect(session.step).toBe(5);
}, 5000);
