/** Sharpness-aware minimisation on every backend against PyTorch, 20 steps; with a radius of nothing it is the optimizer alone. */
import { expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import * as tf from '../../src/engine/tf.ts';
import golden from '../goldens/sam.json';
import { backends, engineOn } from './engines.ts';

const source = createTextSource(character.build('abcdefg', {}), 'abcdefg'.repeat(20), 'abcdefg'.repeat(20));
/** The golden's batches in turn. */
const data: DataSource = {
  ...source,
  batch(_seed, step) {
    const { inputs, targets } = golden.batches[step % golden.batches.length] ?? expect.unreachable();
    return { inputs: Int32Array.from(inputs), targets: Int32Array.from(targets), size: 3, time: 8 };
  },
};

const configOf = (optimizer: object, regularization: object) => {
  const { config, problems } = validate({
    model: { architecture: 'bigram', context: 8 },
    optimizer,
    schedule: { method: 'constant', warmupSteps: 0 },
    regularization,
    training: { batchSize: 3 },
  });
  expect(problems).toEqual([]);
  return config;
};

const train = async (session: TrainingSession, steps: number): Promise<number[]> => {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  return losses;
};

const start = { step: 0, weights: { 'bigram.weight': Float32Array.from(golden.start) }, state: null };
const cases = backends.flatMap((backend) => golden.cases.map((one, i) => [backend, i, one] as const));

test.each(cases)('%s: case %i is torch’s', async (backend, _i, { radius, clipNorm, optimizer, lossNats, weights }) => {
  const engine = await engineOn(backend);
  const tensors = tf.memory().numTensors;
  const config = configOf(optimizer, { samRadius: radius, clipNorm });
  const session = createSession({ engine, config, data, start });
  const losses = await train(session, lossNats.length);
  losses.forEach((loss, step) =>
    expect(Math.abs(loss / (lossNats[step] ?? NaN) - 1), `step ${step}`).toBeLessThan(2e-5),
  );
  const after = (await session.snapshot()).weights['bigram.weight'] ?? new Float32Array();
  expect(after).toHaveLength(weights.length);
  after.forEach((value, i) => expect(Math.abs(value - (weights[i] ?? NaN))).toBeLessThan(1e-4));
  expect(session.execution().kind).toBe(backend === 'webgpu' ? 'recorded' : 'host');
  await session.dispose();
  expect(tf.memory().numTensors).toBe(tensors);
});

test.each(backends)('%s: a radius too small to change any weight leaves the optimizer as it is', async (backend) => {
  const engine = await engineOn(backend);
  const curves = [];
  for (const samRadius of [0, 1e-12]) {
    const config = configOf({ method: 'adamw', learningRate: 0.05 }, { samRadius });
    const session = createSession({ engine, config, data, start });
    curves.push(await train(session, 6));
    await session.dispose();
  }
  expect(curves[1]).toEqual(curves[0]);
});

/** A GPU makes numbers of some that are none, and tells by the loss instead. */
const onHost = backends.filter((id) => id !== 'webgpu');

test.each(onHost)('%s: a gradient that is no number leaves the weights where they were', async (backend) => {
  const engine = await engineOn(backend);
  const broken = Float32Array.from(golden.start);
  broken[3] = Number.NaN;
  const config = configOf({ method: 'sgd', learningRate: 0.5 }, { samRadius: 0.1 });
  const session = createSession({ engine, config, data, start: { ...start, weights: { 'bigram.weight': broken } } });
  await expect(session.update()).rejects.toMatchObject({ code: 'non-finite' });
  expect((await session.snapshot()).weights['bigram.weight']).toEqual(broken);
  await session.dispose();
});

test('parts of a batch climb by the gradient of all of it, and the work of a step is told', async () => {
  const engine = await engineOn('cpu');
  const inParts = (gradientAccumulation: number): TrainingSession => {
    const config = configOf({ method: 'sgd', learningRate: 0.5 }, { samRadius: 0.3 });
    const training = { ...config.training, gradientAccumulation };
    return createSession({ engine, config: { ...config, training }, data, start });
  };
  const [whole, parts] = [inParts(1), inParts(3)];
  const [expected, actual] = [await train(whole, 5), await train(parts, 5)];
  actual.forEach((loss, i) => expect(loss).toBeCloseTo(expected[i] ?? NaN, 5));
  const plain = createSession({ engine, config: configOf({ method: 'sgd' }, {}), data, start });
  expect(whole.facts.flopsPerStep).toBe(2 * plain.facts.flopsPerStep);
  for (const session of [whole, parts, plain]) await session.dispose();
});
