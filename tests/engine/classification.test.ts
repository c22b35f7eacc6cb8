/** Classifiers on every backend: against PyTorch, in training, in parts of a batch, with weights of labels, and asked. */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { examplePieces } from '../../src/domain/data/labelled/examples.ts';
import { parseLines } from '../../src/domain/data/labelled/parseLines.ts';
import { objectiveData } from '../../src/domain/data/objectiveData.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { plainTerms } from '../../src/domain/losses/contract.ts';
import { classifierOf } from '../../src/domain/models/classifier.ts';
import { models } from '../../src/domain/models/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import * as tf from '../../src/engine/tf.ts';
import { differentiate, forward } from '../../src/engine/train/differentiate.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { classificationGoldens, inModelLayout, relativeError, type ClassifierGolden } from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';

const goldens = classificationGoldens.flatMap((all) =>
  all.models.map((golden) => [`${golden.architecture}, ${golden.pooling}`, golden] as const),
);

/** Vowels or consonants; the second three times as rare. */
const words = ['aeiou ee', 'io ua oe', 'uue aio', 'ea ie ou', 'ooa uei', 'aia oue', 'eo ua ia', 'iou eae'];
const lines = words.flatMap((word, i) => [
  ...['', ' a', ' e'].map((more) => `vowels\t${word}${more}`),
  `consonants\t${word.replace(/[aeiou]/g, (vowel) => 'bcdfg'['aeiou'.indexOf(vowel)] ?? 'z')}${i % 2 === 0 ? 'x' : ''}`,
]);
const text = lines.join('\n');
const tokenizer = character.build(text, {});
const own: DataSource = {
  ...createTextSource(tokenizer, text, text),
  labelled: () => examplePieces(parseLines(text), tokenizer),
};

function configOf(changes: Readonly<Record<string, Readonly<Record<string, string | number>>>> = {}): ExperimentConfig {
  const { config, problems } = validate({
    data: { corpus: 'own-text' },
    model: { architecture: 'transformer', layers: 1, width: 16, heads: 2, context: 12, ...changes['model'] },
    optimizer: { method: 'adamw', learningRate: 0.02 },
    schedule: { method: 'cosine', warmupSteps: 2 },
    objective: { method: 'classification', ...changes['objective'] },
    loss: { method: 'cross-entropy', ...changes['loss'] },
    training: { steps: 60, batchSize: 8, ...changes['training'] },
  });
  expect(problems).toEqual([]);
  return config;
}

const sessionOf = (engine: Engine, config: ExperimentConfig): TrainingSession =>
  createSession({ engine, config, data: objectiveData(config, own), start: null });

async function losses(engine: Engine, config: ExperimentConfig, steps: number): Promise<number[]> {
  const session = sessionOf(engine, config);
  const read: number[] = [];
  for (let i = 0; i < steps; i++) read.push((await session.update()).lossNats);
  expect(session.execution().kind).toBe(engine.gpu ? 'recorded' : 'host');
  await session.dispose();
  return read;
}

const at = (values: readonly number[], i: number): number => values.at(i) ?? NaN;

function sharesOf({ lengths, pooling }: ClassifierGolden, time: number): Float32Array {
  const shares = new Float32Array(lengths.length * time);
  for (const [row, length] of lengths.entries()) {
    if (pooling === 'mean') shares.fill(1 / length, row * time, row * time + length);
    else shares[row * time + length - 1] = 1;
  }
  return shares;
}

describe.each(backends)('%s', (backend) => {
  test.each(goldens)('%s: loss within 1e-5, gradients within 1e-4 of PyTorch', async (_, golden) => {
    const engine = await engineOn(backend);
    const { labels, pooling, classWeights, prefix } = golden;
    const model = classifierOf(models[golden.architecture], { labels, pooling });
    const settings = {
      ...resolve(validate({ model: { architecture: golden.architecture } }).config).model.settings,
      ...golden.settings,
    };
    const specs = model.tensors(settings, golden.vocabulary);
    expect(specs.map(({ name }) => name).toSorted()).toEqual(Object.keys(golden.weights).toSorted());
    const values = mapSpecs(specs, (spec) => inModelLayout(golden.weights[spec.name] ?? { shape: [], data: [] }, spec));
    const weights = Object.fromEntries(
      specs.map(({ name, shape }) => [name, tf.keep(tf.tensor(values[name] ?? [], [...shape]))]),
    );
    const [size = 0, time = 0] = golden.inputs.shape;
    const targets = Int32Array.from(golden.targets.data);
    const batch = {
      inputs: Int32Array.from(golden.inputs.data),
      targets,
      size,
      time,
      pooling: sharesOf(golden, time),
      ...(prefix !== null && prefix > 0 && { prefix }),
    };
    const rowWeights = classWeights && Float32Array.from(targets, (label) => classWeights[label] ?? NaN);
    const options = {
      model,
      settings,
      weights,
      batch: () => batch,
      context: { seed: 1, step: () => 0, training: true },
      ops: engine.ops,
      ...(rowWeights && {
        loss: {
          terms: plainTerms,
          frequencies: null,
          progress: () => ({ step: 0, total: 1 }),
          rowWeights: () => rowWeights,
          counted: () => NaN,
        },
        counted: () => rowWeights.reduce((sum, weight) => sum + weight, 0),
      }),
    };
    const logits = tf.tidy(() => forward(options));
    expect(logits.shape).toEqual([size, labels]);
    expect(relativeError(await logits.data(), golden.logits.data), 'logits').toBeLessThan(2e-5);
    const { loss, gradients } = differentiate(options);
    expect(Math.abs(at([...(await loss.data())], 0) / golden.lossNats - 1), 'loss').toBeLessThan(1e-5);
    for (const spec of specs) {
      const expected = inModelLayout(golden.gradients[spec.name] ?? { shape: [], data: [] }, spec);
      expect(relativeError((await gradients[spec.name]?.data()) ?? [], [...expected]), spec.name).toBeLessThan(1e-4);
    }
    tf.dispose([logits, loss, ...Object.values(gradients), ...Object.values(weights)]);
  });

  test.each(['mean', 'last'] as const)(
    '%s: learns as on the CPU, recorded, also in parts of a batch',
    async (pooling) => {
      const engine = await engineOn(backend);
      const actual = await losses(engine, configOf({ objective: { pooling } }), 12);
      const parts = await losses(
        engine,
        configOf({ objective: { pooling }, training: { gradientAccumulation: 3 } }),
        3,
      );
      expect(Math.abs(at(actual, 0) - Math.LN2)).toBeLessThan(0.1);
      expect(at(actual, -1)).toBeLessThan(at(actual, 0) - 0.2);
      parts.forEach((loss, i) => expect(Math.abs(loss / at(actual, i) - 1)).toBeLessThan(1e-4));
      const oracle = await losses(await engineOn('cpu'), configOf({ objective: { pooling } }), 12);
      actual.forEach((loss, i) => expect(Math.abs(loss / at(oracle, i) - 1)).toBeLessThan(2e-3));
    },
  );

  test('weights of classes are weights of labels', async () => {
    const engine = await engineOn(backend);
    const config = configOf({ loss: { method: 'class-weighted', balance: 1 } });
    const data = objectiveData(config, own);
    const [rare = 0, frequent = 0] = data.classes?.counts ?? [];
    expect(rare).toBeLessThan(frequent);
    // The mean over the weights of a batch, from the logits of an unweighted look at the same batch.
    const session = sessionOf(engine, config);
    const batch = data.batch(config.seed, 0, 8, session.window);
    const { logits } = await session.look(batch);
    const weightOf = (label: number): number => (rare + frequent) / 2 / (label === 0 ? rare : frequent);
    let [sum, weights] = [0, 0];
    for (const [row, label] of batch.targets.entries()) {
      const [a = NaN, b = NaN] = logits.slice(2 * row, 2 * row + 2);
      sum += weightOf(label) * (Math.log(Math.exp(a) + Math.exp(b)) - (label === 0 ? a : b));
      weights += weightOf(label);
    }
    const { lossNats } = await session.update();
    expect(Math.abs(lossNats / (sum / weights) - 1)).toBeLessThan(1e-5);
    await session.dispose();
  });

  test('validation counts texts and what they were taken for; a text is judged alone as in a batch', async () => {
    const engine = await engineOn(backend);
    const session = sessionOf(engine, configOf());
    expect(session.facts.uniformLossNats).toBeCloseTo(Math.LN2, 12);
    for (let i = 0; i < 40; i++) await session.update();
    const { tokens, accuracy, confusion = [] } = await session.evaluate(Infinity, async () => false);
    const held = own.labelled?.().heldOut(session.window) ?? [];
    expect(tokens).toBe(held.length);
    expect([...confusion].reduce((sum, count) => sum + count, 0)).toBe(held.length);
    expect((confusion[0] ?? 0) + (confusion[3] ?? 0)).toBe((accuracy ?? NaN) * held.length);
    expect(accuracy).toBe(1);
    const [batch] = session.data.validation(held.length, session.window);
    if (!batch) throw new Error('nothing is held out');
    const all = (await session.look(batch)).logits;
    const [first] = held;
    const alone = session.data.classes?.lay(first?.ids ?? new Int32Array(), session.window);
    if (!alone) throw new Error('no classes');
    expect(relativeError((await session.look(alone)).logits, Array.from(all.subarray(0, 2)))).toBeLessThan(1e-5);
    await expect(session.decoder()).rejects.toMatchObject({ code: 'bad-config' });
    await session.dispose();
  });

  test('every architecture trains all of its tensors', async () => {
    const engine = await engineOn(backend);
    for (const { id } of Object.values(models)) {
      const { config, problems } = validate({ ...configOf(), model: { architecture: id, context: 12 } });
      expect(problems).toEqual([]);
      const session = sessionOf(engine, config);
      const gradients = await session.gradients();
      for (const { name } of session.tensors) {
        expect(
          gradients[name]?.some((value) => value !== 0),
          `${id}: ${name}`,
        ).toBe(true);
      }
      expect((await session.update()).lossNats).toBeLessThan(2);
      await session.dispose();
    }
  });
});
