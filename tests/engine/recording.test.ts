/**
 * Steps that are written down once and sent again: they must be the same steps, and cost next to nothing. Calls are
 * counted on the prototypes of the API, so that nothing can be done behind the counter's back.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { models } from '../../src/domain/models/index.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { startEngine } from '../../src/engine/backend/startEngine.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import { engineOn } from './engines.ts';
import { settingsOf } from './smallModels.ts';

const text = 'what is written once can be read a thousand times. '.repeat(40);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

function configOf(
  model: Readonly<Record<string, string | number | boolean>>,
  optimizer: Readonly<Record<string, string | number>> = {},
): ExperimentConfig {
  const { config, problems } = validate({
    model: settingsOf(String(model['architecture']), { layers: 1, width: 16, context: 16, dropout: 0.1, ...model }),
    optimizer: { method: 'adamw', ...optimizer },
    schedule: { method: 'cosine', warmupSteps: 5, finalFraction: 0.1 },
    regularization: { clipNorm: 1 },
    training: { steps: 60, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  return config;
}

const open = (engine: Engine, config: ExperimentConfig): TrainingSession =>
  createSession({ engine, config, data, start: null });

async function lossesOf(session: TrainingSession, steps: number): Promise<number[]> {
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  return losses;
}

const architectures = Object.keys(models);

/** The engine as it would be if nothing could be recorded. */
const eager = (engine: Engine): Engine => ({ ...engine, steps: hostExecutor });

/** Counts from now on, on the prototypes, until it is told to stop. */
function countCalls(): { readonly counts: Record<string, number>; readonly restore: () => void } {
  const counts: Record<string, number> = {};
  const restores = (
    [
      [GPUComputePassEncoder.prototype, 'dispatchWorkgroups'],
      [GPUCommandEncoder.prototype, 'beginComputePass'],
      [GPUQueue.prototype, 'submit'],
      [GPUQueue.prototype, 'writeBuffer'],
      [GPUDevice.prototype, 'createBuffer'],
      [GPUDevice.prototype, 'createBindGroup'],
      [GPUDevice.prototype, 'createComputePipeline'],
    ] as const
  ).map(([prototype, method]) => {
    counts[method] = 0;
    const plain = Reflect.get(prototype, method) as (...words: unknown[]) => unknown;
    Reflect.set(prototype, method, function counted(this: unknown, ...words: unknown[]) {
      counts[method] = (counts[method] ?? 0) + 1;
      return Reflect.apply(plain, this, words);
    });
    return () => Reflect.set(prototype, method, plain);
  });
  return { counts, restore: () => restores.forEach((restore) => restore()) };
}

describe('in the steady state nothing is made, and one submission does it all', () => {
  let engine: Engine;
  let counted: ReturnType<typeof countCalls>;
  beforeAll(async () => {
    // The counters must be in place before the device binds the methods.
    counted = countCalls();
    engine = await startEngine('webgpu');
  });
  afterAll(() => {
    counted.restore();
    engine.gpu?.destroy();
  });

  test.each(architectures)('%s', async (architecture) => {
    const { counts } = counted;
    const session = open(engine, configOf({ architecture, ...(architecture === 'transformer' && { heads: 2 }) }));
    await lossesOf(session, 2);
    for (const name of Object.keys(counts)) counts[name] = 0;
    const { calls } = await session.update();
    const execution = session.execution();
    expect(execution.kind).toBe('recorded');
    const dispatches = execution.kind === 'recorded' ? execution.dispatches : 0;
    expect(counts).toEqual({
      dispatchWorkgroups: dispatches,
      beginComputePass: 1,
      submit: 1,
      writeBuffer: 1,
      createBuffer: 0,
      createBindGroup: 0,
      createComputePipeline: 0,
    });
    expect(calls).toEqual({ dispatches, submits: 1, writes: 1, buffers: 0, bindGroups: 0 });
    await session.dispose();
  });
});

/** Every architecture, and every optimizer: what they have to do with each other is a buffer of gradients. */
const trained = [
  ...architectures.map((architecture) => [architecture, 'adamw']),
  ...Object.keys(optimizers)
    .filter((method) => method !== 'adamw')
    .map((method) => ['transformer', method]),
];

test.each(trained)(
  '%s, %s: 50 steps recorded, run through, and on the CPU are the same',
  async (architecture, method) => {
    const config = configOf(
      { architecture: architecture ?? '', ...(architecture === 'transformer' && { heads: 2 }) },
      { method: method ?? '' },
    );
    const steps = 50;
    const gpu = await engineOn('webgpu');
    const recorded = open(gpu, config);
    const losses = await lossesOf(recorded, steps);
    expect(recorded.execution().kind).toBe('recorded');
    const through = open(eager(gpu), config);
    expect(await lossesOf(through, steps), 'run through').toEqual(losses);
    const [weights, weightsThrough] = [await recorded.snapshot(), await through.snapshot()];
    expect(weights).toEqual(weightsThrough);
    await recorded.dispose();
    await through.dispose();

    const reference = open(await engineOn('cpu'), config);
    for (const [step, loss] of (await lossesOf(reference, steps)).entries()) {
      expect(Math.abs((losses[step] ?? Number.NaN) / loss - 1), `step ${step}`).toBeLessThan(1e-4);
    }
    await reference.dispose();
  },
);

test.each(architectures)('%s: two runs agree bit for bit', async (architecture) => {
  const engine = await engineOn('webgpu');
  const config = configOf({ architecture, ...(architecture === 'transformer' && { heads: 2 }) });
  const [first, second] = [open(engine, config), open(engine, config)];
  expect(await lossesOf(first, 12)).toEqual(await lossesOf(second, 12));
  expect(await first.snapshot()).toEqual(await second.snapshot());
  await first.dispose();
  await second.dispose();
});

test('a live setting takes effect at the next step, also one that changes what is computed', async () => {
  const engine = await engineOn('webgpu');
  const config = configOf({ architecture: 'transformer', heads: 2 });
  const changed: ExperimentConfig = {
    ...config,
    optimizer: { ...config.optimizer, learningRate: 0.02 },
    regularization: { ...config.regularization, clipNorm: 0.25 },
    model: { ...config.model, dropout: 0 },
  };
  const curve = async (of: Engine): Promise<number[]> => {
    const session = open(of, config);
    const before = await lossesOf(session, 3);
    await session.reconfigure(changed);
    const after = await lossesOf(session, 3);
    await session.dispose();
    return [...before, ...after];
  };
  expect(await curve(engine)).toEqual(await curve(eager(engine)));
});

test('validation between steps changes no step, and needs no memory beside that of the steps', async () => {
  const engine = await engineOn('webgpu');
  const config = configOf({ architecture: 'transformer', heads: 2 });
  const plain = open(engine, config);
  const expected = await lossesOf(plain, 6);
  await plain.dispose();
  const session = open(engine, config);
  const losses = await lossesOf(session, 3);
  const before = engine.memoryBytes();
  await session.evaluate(Infinity, async () => false);
  expect(engine.memoryBytes() - before).toBeLessThan(0.1 * before);
  expect([...losses, ...(await lossesOf(session, 3))]).toEqual(expected);
  await session.dispose();
});

test.each([
  [{ architecture: 'transformer', heads: 4 }, 1.3],
  [{ architecture: 'lstm' }, 1.3],
])('%o: memory is what the model needs', async (model, most) => {
  const engine = await engineOn('webgpu');
  const before = engine.memoryBytes();
  const config = configOf({ ...model, layers: 3, width: 64, context: 64, dropout: 0 });
  const session = open(engine, { ...config, training: { ...config.training, batchSize: 8 } });
  await lossesOf(session, 2);
  const { weightBytes, optimizerBytes, activationBytes } = session.facts;
  const needed = 2 * weightBytes + optimizerBytes + activationBytes;
  expect((engine.memoryBytes() - before) / needed).toBeLessThan(most);
  await session.dispose();
});

test('a step can be asked what its kernels take, and is the same step', async () => {
  const engine = await engineOn('webgpu');
  const config = configOf({ architecture: 'transformer', heads: 2 });
  const plain = open(engine, config);
  const expected = await lossesOf(plain, 4);
  await plain.dispose();
  const session = open(engine, config);
  const before = await lossesOf(session, 2);
  const asked = session.profileNext();
  const after = await lossesOf(session, 2);
  expect([...before, ...after]).toEqual(expected);
  const times = (await asked) ?? [];
  const execution = session.execution();
  const dispatches = times.reduce((sum, { runs }) => sum + runs, 0);
  expect(execution).toEqual({ kind: 'recorded', dispatches });
  expect(times.some(({ kernel }) => kernel.startsWith('attention-forward'))).toBe(true);
  expect(times.every(({ ms }) => ms >= 0)).toBe(true);
  expect(times.reduce((sum, { ms }) => sum + ms, 0)).toBeGreaterThan(0);
  await session.dispose();
});

/** Each with what it goes with, so that every form is recorded once. */
test.each([
  { normPlace: 'post', positions: 'sinusoidal', tiedHead: false },
  { norm: 'rms', positions: 'rope', keyValueHeads: 1, queryKeyNorm: true, window: 5 },
])('%o: 50 steps recorded, run through, and on the CPU are the same', async (form) => {
  const config = configOf({ architecture: 'transformer', heads: 2, ...form });
  const steps = 50;
  const gpu = await engineOn('webgpu');
  const recorded = open(gpu, config);
  const losses = await lossesOf(recorded, steps);
  expect(recorded.execution().kind).toBe('recorded');
  const through = open(eager(gpu), config);
  expect(await lossesOf(through, steps), 'run through').toEqual(losses);
  await recorded.dispose();
  await through.dispose();
  const reference = open(await engineOn('cpu'), config);
  for (const [step, loss] of (await lossesOf(reference, steps)).entries()) {
    expect(Math.abs((losses[step] ?? Number.NaN) / loss - 1), `step ${step}`).toBeLessThan(1e-4);
  }
  await reference.dispose();
});

test('turned and shared keys, gates, root mean squares and smoothed labels: recorded as run through', async () => {
  const engine = await engineOn('webgpu');
  const model = {
    architecture: 'transformer',
    heads: 2,
    norm: 'rms',
    positions: 'rope',
    keyValueHeads: 1,
    activation: 'swiglu',
  };
  const { config } = validate({ ...configOf(model), loss: { method: 'cross-entropy', smoothing: 0.1 } });
  const [recorded, plain] = [open(engine, config), open(eager(engine), config)];
  const losses = await lossesOf(recorded, 6);
  expect(recorded.execution().kind).toBe('recorded');
  expect(losses).toEqual(await lossesOf(plain, 6));
  await recorded.dispose();
  await plain.dispose();
});
