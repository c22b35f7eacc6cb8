/**
 * Terms that send a model over further tokens: a further pass is as the first, crops are data of a recorded step, and the
 * gradient of what compares views is the slope of its value, through both of them.
 */
import { expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { TokenBatch } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { activeTerms } from '../../src/domain/losses/terms/active.ts';
import type { ModelDefinition, Weights } from '../../src/domain/models/contract.ts';
import { models } from '../../src/domain/models/index.ts';
import { initialWeights, weight } from '../../src/domain/models/initialize.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import * as tf from '../../src/engine/tf.ts';
import { differentiate, type Differentiated } from '../../src/engine/train/differentiate.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import { relativeError } from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';
import { settingsOf } from './smallModels.ts';

const text = 'two looks at one thing are nearer than one look at two, they say. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));
const [size, time] = [4, 8];
const batch = data.batch(1, 0, size, time);
/** As an objective says that it has left the rows as they were. */
const untouched: TokenBatch = { ...batch, plain: { inputs: batch.inputs, targets: batch.targets } };

function configOf(
  terms: Readonly<Record<string, number>>,
  { architecture = 'transformer', dropout = 0 }: { readonly architecture?: string; readonly dropout?: number } = {},
): ExperimentConfig {
  const { config } = validate({
    model: settingsOf(architecture, { layers: 1, width: 16, hidden: 16, heads: 2, context: time, dropout }),
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'constant', warmupSteps: 0 },
    objective: { method: terms['auxiliaryLm'] ? 'prefix-lm' : 'next-token' },
    terms,
    training: { steps: 20, batchSize: size },
  });
  return config;
}

interface Subject {
  readonly config: ExperimentConfig;
  readonly terms: Readonly<Record<string, number>>;
  /** The initial ones unless given. */
  readonly values?: Weights<Float32Array>;
  /** Added to the weights. */
  readonly moved?: (name: string) => Float32Array;
}

/** Loss and gradients of the batch; to be disposed. */
function differentiated({ ops }: Engine, { config, terms, moved, values }: Subject): Differentiated {
  const { definition, settings } = resolve(config).model;
  const specs = definition.tensors(settings, data.tokenizer.size);
  const from = values ?? initialWeights(specs, 1);
  const weights = mapSpecs(specs, ({ name, shape }) => {
    const shift = moved?.(name);
    return tf.tensor(shift ? weight(from, name).map((value, i) => value + (shift[i] ?? 0)) : weight(from, name), [
      ...shape,
    ]);
  });
  // The section as it would be beside an objective that suits it.
  const list = activeTerms({ ...config.terms, ...terms });
  try {
    return differentiate({
      model: definition,
      settings,
      weights,
      batch: () => untouched,
      context: { seed: 5, step: () => 3, training: true },
      ops,
      terms: { list, whole: () => untouched, progress: () => ({ step: 0, total: 1 }) },
    });
  } finally {
    tf.dispose({ ...weights });
  }
}

const withHead = Object.values<ModelDefinition>(models)
  .filter(({ headless }) => !headless)
  .map(({ id }) => id);

test.each(backends.flatMap((backend) => withHead.map((id) => [backend, id] as const)))(
  '%s: the language model beside itself is itself, half as much more: %s',
  async (backend, architecture) => {
    const engine = await engineOn(backend);
    const config = configOf({}, { architecture });
    const [once, more] = [{}, { auxiliaryLm: 0.5 }].map((terms) => differentiated(engine, { config, terms }));
    if (!once || !more) throw new Error('two were asked for');
    const [[before = Number.NaN], [after = Number.NaN]] = await Promise.all([once.loss.data(), more.loss.data()]);
    expect(Math.abs(after - 1.5 * before)).toBeLessThan(1e-5);
    for (const [name, gradient] of Object.entries(once.gradients)) {
      const [plain, added] = await Promise.all([gradient.data(), weight(more.gradients, name).data()]);
      expect(
        relativeError(
          added,
          Array.from(plain, (value) => 1.5 * value),
        ),
        name,
      ).toBeLessThan(2e-5);
    }
    for (const { loss, gradients } of [once, more]) tf.dispose([loss, ...Object.values(gradients)]);
  },
);

test.each([
  ['crops', 0],
  ['dropout', 0.2],
])('the gradient through two views is the slope of the value: %s', async (_, dropout) => {
  const engine = await engineOn('cpu');
  for (const terms of [{ contrast: 1, contrastTemperature: 0.5 }, { triplet: 1, tripletMargin: 2 }, { margin: 1 }]) {
    const config = configOf({}, { dropout });
    const at = differentiated(engine, { config, terms });
    const direction = new Map<string, Float32Array>();
    for (const [name, gradient] of Object.entries(at.gradients)) {
      direction.set(name, Float32Array.from(await gradient.data()));
    }
    const square = [...direction.values()].reduce((sum, values) => sum + values.reduce((s, v) => s + v * v, 0), 0);
    const valueAt = async (step: number): Promise<number> => {
      const moved = (name: string): Float32Array => Float32Array.from(direction.get(name) ?? [], (v) => step * v);
      const { loss, gradients } = differentiated(engine, { config, terms, moved });
      const [value = Number.NaN] = await loss.data();
      tf.dispose([loss, ...Object.values(gradients)]);
      return value;
    };
    const step = 2e-3 / Math.sqrt(square);
    const slope = ((await valueAt(step)) - (await valueAt(-step))) / (2 * step);
    expect(Math.abs(slope / square - 1), JSON.stringify(terms)).toBeLessThan(0.01);
    tf.dispose([at.loss, ...Object.values(at.gradients)]);
  }
});

const views = { contrast: 0.5, triplet: 0.3, margin: 0.2 };

async function curveOf(engine: Engine, config: ExperimentConfig, steps: number): Promise<number[]> {
  const session = createSession({ engine, config, data, start: null });
  const values: number[] = [];
  for (let i = 0; i < steps; i++) values.push((await session.update()).lossNats);
  await session.dispose();
  return values;
}

test('crops of a recorded step are drawn anew at every step, and on every backend alike', async () => {
  const engine = await engineOn('webgpu');
  const recorded = await curveOf(engine, configOf(views), 4);
  expect(recorded).toEqual(await curveOf({ ...engine, steps: hostExecutor }, configOf(views), 4));
  for (const backend of ['cpu', 'wasm'] as const) {
    (await curveOf(await engineOn(backend), configOf(views), 4)).forEach((loss, step) =>
      expect(Math.abs(loss - (recorded[step] ?? Number.NaN))).toBeLessThan(2e-4),
    );
  }
});

test('training on it lowers what tells views apart', async () => {
  const engine = await engineOn('wasm');
  const terms = { contrast: 1, contrastTemperature: 0.5 };
  const config = configOf(terms, { dropout: 0.1 });
  const session = createSession({ engine, config, data, start: null });
  for (let i = 0; i < 60; i++) await session.update();
  const trained = await session.evaluatedWeights();
  await session.dispose();
  /** The term alone, of a batch of the beginning. */
  const termAt = async (values?: Weights<Float32Array>): Promise<number> => {
    const lossOf = async (of: Subject['terms']): Promise<number> => {
      const { loss, gradients } = differentiated(engine, {
        config,
        terms: { contrast: 0, ...of },
        ...(values && { values }),
      });
      const [value = Number.NaN] = await loss.data();
      tf.dispose([loss, ...Object.values(gradients)]);
      return value;
    };
    return (await lossOf(terms)) - (await lossOf({}));
  };
  const [before, after] = [await termAt(), await termAt(trained)];
  // A guess among four rows costs log 4 = 1.39.
  expect(before).toBeGreaterThan(0.7);
  expect(after).toBeLessThan(0.7 * before);
});
