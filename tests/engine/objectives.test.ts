/** Objectives on every backend: against PyTorch, against the next-token objective where they meet it, and in training. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { objectiveData } from '../../src/domain/data/objectiveData.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { models } from '../../src/domain/models/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { differentiate, forward } from '../../src/engine/train/differentiate.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import * as tf from '../../src/engine/tf.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { inModelLayout, objectiveGoldens, relativeError } from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';

const text = 'the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. '.repeat(40);
const cut = Math.floor(text.length * 0.9);
const plain: DataSource = createTextSource(character.build(text, {}), text.slice(0, cut), text.slice(cut));

function configOf(objective: Readonly<Record<string, string | number>>, training = {}): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 2, width: 16, heads: 2, context: 16 },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 2 },
    objective,
    training: { steps: 60, batchSize: 4, ...training },
  });
  expect(problems).toEqual([]);
  return config;
}

const sessionOf = (engine: Engine, config: ExperimentConfig): TrainingSession =>
  createSession({ engine, config, data: objectiveData(config, plain), start: null });

async function losses(engine: Engine, config: ExperimentConfig, steps: number): Promise<number[]> {
  const session = sessionOf(engine, config);
  const read: number[] = [];
  for (let i = 0; i < steps; i++) read.push((await session.update()).lossNats);
  expect(session.execution().kind).toBe(engine.gpu ? 'recorded' : 'host');
  await session.dispose();
  return read;
}

const at = (values: readonly number[], i: number): number => values.at(i) ?? NaN;

const goldens = objectiveGoldens.map((golden, i) => [`${golden.objective} ${i}`, golden] as const);

describe.each(backends)('%s', (backend) => {
  test.each(goldens)('%s: loss within 1e-5, gradients within 1e-4 of PyTorch', async (_, golden) => {
    const engine = await engineOn(backend);
    const { definition, settings: defaults } = resolve(validate({}).config).model;
    const settings = { ...defaults, ...golden.settings };
    const specs = definition.tensors(settings, golden.vocabulary);
    const values = mapSpecs(specs, (spec) => inModelLayout(golden.weights[spec.name] ?? { shape: [], data: [] }, spec));
    const weights = Object.fromEntries(
      specs.map(({ name, shape }) => [name, tf.keep(tf.tensor(values[name] ?? [], [...shape]))]),
    );
    const [size = 0, time = 0] = golden.inputs.shape;
    const [inputs, targets] = [Int32Array.from(golden.inputs.data), Int32Array.from(golden.targets.data)];
    const options = {
      model: models.transformer,
      settings,
      weights,
      batch: () => ({ inputs, targets, size, time, prefix: golden.prefix }),
      context: { seed: 1, step: () => 0, training: true },
      ops: engine.ops,
    };
    const logits = tf.tidy(() => forward(options));
    expect(relativeError(await logits.data(), golden.logits.data), 'logits').toBeLessThan(2e-5);
    const { loss, gradients } = differentiate(options);
    expect(Math.abs(at([...(await loss.data())], 0) / golden.lossNats - 1), 'loss').toBeLessThan(1e-5);
    for (const spec of specs) {
      const expected = inModelLayout(golden.gradients[spec.name] ?? { shape: [], data: [] }, spec);
      expect(relativeError((await gradients[spec.name]?.data()) ?? [], [...expected]), spec.name).toBeLessThan(1e-4);
    }
    tf.dispose([logits, loss, ...Object.values(gradients), ...Object.values(weights)]);
  });

  test('a prefix of nothing trains as the next-token objective does', async () => {
    const engine = await engineOn(backend);
    const expected = await losses(engine, configOf({ method: 'next-token' }), 6);
    const actual = await losses(engine, configOf({ method: 'prefix-lm', longestPrefix: 0 }), 6);
    actual.forEach((loss, i) => expect(Math.abs(loss / at(expected, i) - 1)).toBeLessThan(1e-5));
  });

  test.each(['prefix-lm', 'masked-lm'])(
    '%s: learns, as it does on the CPU, also in parts of a batch',
    async (method) => {
      const engine = await engineOn(backend);
      const actual = await losses(engine, configOf({ method }), 12);
      const parts = await losses(engine, configOf({ method }, { gradientAccumulation: 2 }), 3);
      expect(at(actual, -1)).toBeLessThan(at(actual, 0) - 0.2);
      parts.forEach((loss, i) => expect(Math.abs(loss / at(actual, i) - 1)).toBeLessThan(1e-4));
      const oracle = await losses(await engineOn('cpu'), configOf({ method }), 12);
      actual.forEach((loss, i) => expect(Math.abs(loss / at(oracle, i) - 1)).toBeLessThan(1e-3));
    },
  );

  test('what a token sees: all of the prefix and what came before it, as the decoder has it where there is none', async () => {
    const engine = await engineOn(backend);
    const session = sessionOf(engine, configOf({ method: 'next-token' }));
    const tokens = [...plain.tokenizer.encode('the lazy fox').ids];
    const changed = [...tokens.slice(0, -1), 0];
    const vocabulary = plain.tokenizer.size;
    const first = async (ids: readonly number[], prefix: number): Promise<Float32Array> =>
      (await session.readRow(ids, prefix)).slice(0, vocabulary);
    expect(relativeError(await first(changed, 0), [...(await first(tokens, 0))])).toBeLessThan(1e-6);
    expect(relativeError(await first(changed, 11), [...(await first(tokens, 11))])).toBeLessThan(1e-6);
    expect(relativeError(await first(changed, 12), [...(await first(tokens, 12))])).toBeGreaterThan(1e-3);
    const decoder = await session.decoder();
    const expected = tokens.flatMap((token) => [...decoder.step(token)]);
    expect(relativeError(await session.readRow(tokens, 0), expected)).toBeLessThan(1e-4);
    await session.dispose();
  });

  test('validation counts the hidden tokens, and how many of them were named', async () => {
    const engine = await engineOn(backend);
    const session = sessionOf(engine, configOf({ method: 'masked-lm' }));
    const { tokens, accuracy, lossNats } = await session.evaluate(8, async () => false);
    expect(tokens).toBe(8 * Math.round(0.15 * 16));
    expect(Math.abs(lossNats - session.facts.uniformLossNats)).toBeLessThan(0.1);
    expect(Number.isInteger(Math.round((accuracy ?? NaN) * tokens * 1e6) / 1e6)).toBe(true);
    await expect(session.decoder()).rejects.toMatchObject({ code: 'bad-config' });
    await session.dispose();
  });
});
