/** Training as a whole: it learns, repeats itself exactly, resumes exactly, and keeps nothing it does not need. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import * as tf from '../../src/engine/tf.ts';
import { decodeCheckpoint } from '../../src/domain/files/checkpoint.ts';
import { restore, takeCheckpoint } from '../../src/worker/storeCheckpoint.ts';
import { backends, engineOn } from './engines.ts';

const text = 'the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. '.repeat(40);
const cut = Math.floor(text.length * 0.9);
const dataSource = (): DataSource => createTextSource(character.build(text, {}), text.slice(0, cut), text.slice(cut));

const small = (architecture: string, dropout: number): ExperimentConfig => {
  const { config, problems } = validate({
    model: {
      architecture,
      layers: 1,
      width: 16,
      context: 16,
      dropout,
      ...(architecture === 'transformer' && { heads: 2 }),
    },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 5, finalFraction: 0.1 },
    training: { steps: 60, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  return config;
};

const train = async (session: TrainingSession, steps: number): Promise<number[]> => {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  return losses;
};

test.each(backends)('%s: the loss starts at ln V and falls', async (backend) => {
  const engine = await engineOn(backend);
  const session = createSession({ engine, config: small('transformer', 0), data: dataSource(), start: null });
  // A software GPU takes its time; fewer steps show the same.
  const [steps, fall] = backend === 'webgpu' ? [12, 0.15] : [40, 0.5];
  const losses = await train(session, steps);
  expect(Math.abs((losses[0] ?? 0) - session.facts.uniformLossNats)).toBeLessThan(0.1);
  expect(losses.at(-1)).toBeLessThan((losses[0] ?? 0) - fall);
  await session.dispose();
});

test.each(backends)('%s: the same seed gives the same curve, another seed another', async (backend) => {
  const engine = await engineOn(backend);
  const curve = async (seed: number): Promise<number[]> => {
    const session = createSession({
      engine,
      config: { ...small('transformer', 0.1), seed },
      data: dataSource(),
      start: null,
    });
    const losses = await train(session, 5);
    await session.dispose();
    return losses;
  };
  const first = await curve(1);
  expect(await curve(1)).toEqual(first);
  expect(await curve(2)).not.toEqual(first);
});

test.each(['transformer', 'rnn', 'lstm', 'gru'])(
  'cpu: %s resumed from a checkpoint file continues bit for bit',
  async (architecture) => {
    const engine = await engineOn('cpu');
    const config = small(architecture, 0.2);
    const data = dataSource();
    const through = createSession({ engine, config, data, start: null });
    await train(through, 6);
    const { bytes } = await takeCheckpoint(through, 0);
    const expected = await train(through, 6);

    expect(decodeCheckpoint(bytes).config).toEqual(config);
    const { start } = restore(bytes, through.tensors);
    const resumed = createSession({ engine, config, data, start });
    expect(resumed.step).toBe(6);
    expect(await train(resumed, 6)).toEqual(expected);
    expect((await resumed.snapshot()).weights).toEqual((await through.snapshot()).weights);
    await through.dispose();
    await resumed.dispose();
  },
);

test('dropout draws the same masks on every backend', async () => {
  const curves = [];
  for (const backend of backends) {
    const session = createSession({
      engine: await engineOn(backend),
      config: small('transformer', 0.3),
      data: dataSource(),
      start: null,
    });
    curves.push(await train(session, 3));
    await session.dispose();
  }
  const [reference = [], ...others] = curves;
  for (const curve of others) {
    curve.forEach((loss, i) => expect(Math.abs(loss / (reference[i] ?? 0) - 1)).toBeLessThan(1e-4));
  }
});

/** On a software GPU 2,000 steps take minutes; there `npm run bench -- --only growth` counts them. */
const manySteps = { cpu: 100, wasm: 2000, webgpu: 10 };

test.each(backends)('%s: steps leave no tensors behind, and stopping frees the rest', async (backend) => {
  const engine = await engineOn(backend);
  const before = tf.memory().numTensors;
  const session = createSession({ engine, config: small('transformer', 0.1), data: dataSource(), start: null });
  await train(session, 3);
  await session.evaluate(8, async () => false);
  const { numTensors } = tf.memory();
  const bytes = engine.memoryBytes();
  await train(session, manySteps[backend]);
  await session.evaluate(8, async () => false);
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(engine.memoryBytes()).toBe(bytes);
  await session.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

test.each(backends)('%s: a step that fails, and a session that cannot be made, keep nothing', async (backend) => {
  const engine = await engineOn(backend);
  const options = { engine, config: small('transformer', 0), data: dataSource() };
  const before = tf.memory().numTensors;
  const first = createSession({ ...options, start: null });
  const { weights, state } = await first.snapshot();
  await first.dispose();
  await first.dispose();
  expect(tf.memory().numTensors).toBe(before);

  const name = 'transformer.ln_f.weight';
  const broken = { ...weights, [name]: (weights[name] ?? new Float32Array()).slice().fill(Number.NaN) };
  const diverging = createSession({ ...options, start: { step: 0, weights: broken, state } });
  await expect(diverging.update()).rejects.toMatchObject({ code: 'non-finite' });
  await diverging.dispose();
  expect(tf.memory().numTensors).toBe(before);

  const { [name]: _, ...incomplete } = weights;
  expect(() => createSession({ ...options, start: { step: 0, weights: incomplete, state } })).toThrow(
    /no weight named/,
  );
  expect(tf.memory().numTensors).toBe(before);
});

test('a gradient that is not finite ends the step with a typed error and leaves the weights as they were', async () => {
  const engine = await engineOn('cpu');
  const config = small('transformer', 0);
  const data = dataSource();
  const spoiled = createSession({ engine, config, data, start: null });
  const { weights, state } = await spoiled.snapshot();
  const broken = {
    ...weights,
    'transformer.ln_f.weight': (weights['transformer.ln_f.weight'] ?? new Float32Array()).fill(Number.NaN),
  };
  const session = createSession({ engine, config, data, start: { step: 3, weights: broken, state } });
  await expect(session.update()).rejects.toMatchObject({ code: 'non-finite', detail: { step: 4 } });
  expect(session.step).toBe(3);
});

test.each(backends)('%s: smoothed labels are trained on, from the next step on, and never validated on', async (id) => {
  const engine = await engineOn(id);
  const plain = small('transformer', 0);
  const { config: smoothed } = validate({ ...plain, loss: { method: 'cross-entropy', smoothing: 0.5 } });
  const session = createSession({ engine, config: plain, data: dataSource(), start: null });
  const twin = createSession({ engine, config: plain, data: dataSource(), start: null });
  expect(await train(session, 6)).toEqual(await train(twin, 6));
  const validated = await session.evaluate(4, async () => false);
  await session.reconfigure(smoothed);
  expect((await session.evaluate(4, async () => false)).lossNats).toBe(validated.lossNats);
  const [[withSmoothing = NaN], [without = NaN]] = [await train(session, 1), await train(twin, 1)];
  // What the model has learned to expect less than others is now half of what it is asked for.
  expect(withSmoothing).toBeGreaterThan(without + 0.02);
  await session.dispose();
  await twin.dispose();
});
