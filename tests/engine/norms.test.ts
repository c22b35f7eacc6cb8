/**
 * Norms of every tensor as the backends report them: the same everywhere, those of the values that stand in memory before and
 * after, and in the relations in which they must be to what else a step tells.
 */
import { describe, expect, test } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { normsOf, normsPerTensor, type TensorNorms } from '../../src/domain/metrics/tensorNorms.ts';
import type { TensorSpec, Weights } from '../../src/domain/models/contract.ts';
import { models } from '../../src/domain/models/index.ts';
import type { OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { StepResult } from '../../src/engine/train/trainingSession.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import * as tf from '../../src/engine/tf.ts';
import { backends, engineOn } from './engines.ts';
import { settingsOf } from './smallModels.ts';

const text = 'how far does a step go, and is it far enough? '.repeat(40);
const data = createTextSource(character.build(text, {}), text.slice(0, 1200), text.slice(1200));

/** Ends just before and after a vector, a row and a block; one that outweighs the others. */
const lengths = [1, 3, 63, 64, 65, 2051, 70001];
const specs: readonly TensorSpec[] = lengths.map((length, i) => ({
  name: `t${i}`,
  shape: [length],
  init: { kind: 'normal', std: 1 },
  decay: i % 2 === 0,
}));
const drawn = (stream: number): Weights<Float32Array> =>
  Object.fromEntries(
    specs.map(({ name, shape: [length = 0] }, i) => [
      name,
      Float32Array.from({ length }, (_, n) => gaussian(3, 10 * stream + i, n)),
    ]),
  );

const norm = (values: ArrayLike<number>): number =>
  Math.sqrt(Array.from(values).reduce((sum, value) => sum + value * value, 0));

function expectClose(actual: number, expected: number, bound: number, what: string): void {
  expect(Math.abs(actual - expected), `${what}: ${actual} instead of ${expected}`).toBeLessThanOrEqual(
    bound * Math.abs(expected),
  );
}

/** Two updates with the same gradients wherever they are made. */
async function twoUpdates(engine: Engine, optimizer: OptimizerDefinition) {
  const store = engine.parameters({
    specs,
    optimizer,
    settings: () => defaultsOf(optimizer.params),
    weights: drawn(1),
    state: null,
  });
  const reported: Float32Array[] = [];
  const moments: Weights<Float32Array>[] = [await store.weights()];
  for (const step of [1, 2]) {
    const gradients = mapSpecs(specs, ({ name, shape }) => tf.tensor(drawn(1 + step)[name] ?? [], [...shape]));
    const { targets } = store;
    if (targets) {
      const tensors = store.tensors();
      for (const [name, gradient] of Object.entries(gradients)) {
        const target = targets.of.get(tensors[name]?.id ?? -1);
        if (!target) throw new Error(`${name} has no place for its gradient`);
        targets.move(gradient, target);
      }
    }
    const { measures, norms } = store.apply(gradients, () => ({ learningRate: 0.01, step, clipNorm: 1 }));
    reported.push(Float32Array.from(await norms.data()));
    moments.push(await store.weights());
    tf.dispose([measures, norms, gradients]);
  }
  store.dispose();
  return { reported, moments };
}

describe.each(Object.entries(optimizers))('%s', (_, optimizer) => {
  test('every backend reports the norms of what it was given, has, and has added; all of them the same', async () => {
    const first = await twoUpdates(await engineOn('cpu'), optimizer);
    for (const backend of backends) {
      const { reported, moments } = await twoUpdates(await engineOn(backend), optimizer);
      for (const [i, values] of reported.entries()) {
        expect(values.length).toBe(normsPerTensor * specs.length);
        for (const [tensor, { name }] of specs.entries()) {
          const [before, after] = [moments[i]?.[name] ?? [], moments[i + 1]?.[name] ?? []];
          const expected: TensorNorms = {
            gradient: norm(drawn(2 + i)[name] ?? []),
            parameter: norm(after),
            update: norm(Array.from(after, (value, n) => value - (before[n] ?? NaN))),
          };
          const actual = normsOf(values, [tensor]);
          const onCpu = normsOf(first.reported[i] ?? [], [tensor]);
          for (const key of ['gradient', 'parameter', 'update'] as const) {
            const what = `${backend}, update ${i + 1}, ${name}, ${key}`;
            expectClose(actual[key], expected[key], 1e-6, what);
            expectClose(actual[key], onCpu[key], 1e-5, `${what}, beside the CPU`);
          }
        }
      }
    }
  });
});

function configOf(architecture: string, optimizer: Readonly<Record<string, string | number>>, clipNorm: number) {
  const { config, problems } = validate({
    model: settingsOf(architecture, { layers: 2, width: 16, context: 16, dropout: 0, heads: 2 }),
    optimizer,
    schedule: { method: 'constant' },
    regularization: { clipNorm },
    training: { steps: 10, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  return config;
}

async function stepsOf(engine: Engine, config: ReturnType<typeof configOf>, steps: number): Promise<StepResult[]> {
  const session = createSession({ engine, config, data, start: null });
  const results: StepResult[] = [];
  for (let i = 0; i < steps; i++) results.push(await session.update());
  await session.dispose();
  return results;
}

describe.each(backends)('%s', (backend) => {
  test.each(Object.keys(models))(
    "%s: squares of the gradients' norms add up to the global one; plain SGD moves each tensor by η times its clipped gradient",
    async (architecture) => {
      const learningRate = 0.5;
      const clipNorm = 0.02;
      const config = configOf(architecture, { method: 'sgd', learningRate, momentum: 0, weightDecay: 0 }, clipNorm);
      for (const { norms, gradNorm } of await stepsOf(await engineOn(backend), config, 3)) {
        const tensors = Array.from({ length: norms.length / normsPerTensor }, (_, tensor) => tensor);
        expectClose(normsOf(norms, tensors).gradient, gradNorm, 1e-5, 'all gradients');
        const factor = Math.min(1, clipNorm / (gradNorm + 1e-6));
        expect(factor).toBeLessThan(1);
        for (const tensor of tensors) {
          const { gradient, parameter, update } = normsOf(norms, [tensor]);
          // What is left of an update in the last bit of the values that it is added to.
          const rounding = 2 ** -24 * (parameter + update);
          expect(Math.abs(update - learningRate * factor * gradient), `tensor ${tensor}`).toBeLessThan(
            1e-5 * update + rounding,
          );
        }
      }
    },
  );
});

test.each(Object.keys(models))(
  '%s: a recorded step reports what it reports when it is run through',
  async (architecture) => {
    const engine = await engineOn('webgpu');
    const config = configOf(architecture, { method: 'adamw', learningRate: 0.01 }, 1);
    const recorded = await stepsOf(engine, config, 6);
    const through = await stepsOf({ ...engine, steps: hostExecutor }, config, 6);
    expect(recorded.map(({ norms }) => norms)).toEqual(through.map(({ norms }) => norms));
    expect(new Set(recorded.map(({ norms }) => norms.join())).size, 'steps that differ').toBe(6);
  },
);
