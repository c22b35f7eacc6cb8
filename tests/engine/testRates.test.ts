/** The learning-rate range test on every backend: it bursts, is cancelled, and leaves the model as it found it. */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { rateAt, usualRange } from '../../src/domain/schedules/rateTest.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { testRates } from '../../src/engine/train/testRates.ts';
import * as tf from '../../src/engine/tf.ts';
import { backends, engineOn } from './engines.ts';

const text = 'the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. '.repeat(20);
const cut = Math.floor(text.length * 0.9);
const data: DataSource = createTextSource(character.build(text, {}), text.slice(0, cut), text.slice(cut));
const { config } = validate({
  model: { architecture: 'transformer', layers: 1, heads: 2, width: 16, context: 16, dropout: 0.1 },
  optimizer: { method: 'adamw', learningRate: 0.01 },
  training: { steps: 60, batchSize: 2 },
});
const range = { steps: 20, lowest: 1e-4, highest: 1 };
const train = async (session: TrainingSession, steps: number): Promise<number[]> => {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  return losses;
};

test.each(backends)('%s: a run goes on as if there had been no test in it', async (backend) => {
  const engine = await engineOn(backend);
  const plain = createSession({ engine, config, data, start: null });
  const tested = createSession({ engine, config, data, start: null });
  await train(plain, 3);
  await train(tested, 3);
  const before = await tested.snapshot();
  const { numTensors } = tf.memory();
  const told: number[] = [];
  const result = await testRates({
    engine,
    session: tested,
    range,
    tell: ({ rate }) => told.push(rate),
    pause: async () => false,
  });
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(result).toMatchObject({ step: 3, end: 'complete' });
  expect(result.points.map(({ rate }) => rate)).toEqual(told);
  told.forEach((rate, at) => expect(rate).toBeCloseTo(rateAt(range, at), 12));
  expect(result.points.every(({ lossNats }) => Number.isFinite(lossNats))).toBe(true);
  expect(await tested.snapshot()).toEqual(before);
  expect(await train(tested, 3)).toEqual(await train(plain, 3));
  await plain.dispose();
  await tested.dispose();
});

test('a burst ends it with what it has seen, without an error; so does cancelling', async () => {
  const engine = await engineOn('cpu');
  const { config: wild } = validate({
    ...config,
    optimizer: { method: 'sgd', learningRate: 0.1, momentum: 0.9 },
    regularization: { clipNorm: 0 },
  });
  const session = createSession({ engine, config: wild, data, start: null });
  const options = { engine, session, range: { ...usualRange, highest: 1e6, steps: 60 }, tell: () => {} };
  const burst = await testRates({ ...options, pause: async () => false });
  expect(burst.end).toBe('diverged');
  expect(burst.points.length).toBeGreaterThan(20);
  expect(burst.points.length).toBeLessThan(60);
  let left = 5;
  const cancelled = await testRates({ ...options, pause: async () => --left === 0 });
  expect(cancelled).toMatchObject({ end: 'cancelled', points: burst.points.slice(0, 5) });
  await session.dispose();
});
