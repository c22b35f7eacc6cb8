/** Dropout place by place: the same masks on every backend, gradients of the very function, and nothing at its defaults. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { attentionReference } from '../../shaders/flash-attention/reference.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { valueAndGradients } from '../../src/engine/ops/tape.ts';
import * as tf from '../../src/engine/tf.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { normal, relativeError } from '../kernels/numbers.ts';
import { backends, engineOn } from './engines.ts';

const text = 'what is left out at random must not be missed, quoth bea. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

function configOf(model: Readonly<Record<string, string | number>>): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 2, width: 16, heads: 2, context: 8, ...model },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'constant', warmupSteps: 0 },
    training: { steps: 60, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  return config;
}

async function curve(session: TrainingSession, steps: number): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < steps; i++) values.push((await session.update()).lossNats);
  return values;
}

async function curveOf(id: (typeof backends)[number], config: ExperimentConfig, steps: number): Promise<number[]> {
  const session = createSession({ engine: await engineOn(id), config, data, start: null });
  const values = await curve(session, steps);
  await session.dispose();
  return values;
}

const shape = { batch: 2, time: 11, heads: 4, headWidth: 4, keyValueHeads: 2 };
const dropped = { rate: 0.4, seed: 6, stream: (): number => 77 };

test.each(backends)('%s: attention weights are dropped by the masks of plain loops', async (id) => {
  const { ops } = await engineOn(id);
  const values = normal(22 * 32, 3);
  const qkv = tf.tensor(values, [22, 32]);
  const output = ops.attention(qkv, { ...shape, mask: 'causal', dropped });
  const expected = attentionReference(values, { ...shape, dropped: { ...dropped, stream: 77 } });
  expect(relativeError(await output.data(), expected.output)).toBeLessThan(3e-6);
  tf.dispose([qkv, output]);
});

test.each(backends)('%s: their gradient is that of finite differences at the same masks', async (id) => {
  const { ops } = await engineOn(id);
  const values = normal(22 * 32, 3);
  const weights = tf.tensor(normal(16, 4), [16, 1]);
  const lossAt = async (change: number, place: number): Promise<readonly [number, number]> => {
    const moved = values.slice();
    moved[place] = (moved[place] ?? NaN) + change;
    const qkv = tf.tensor(moved, [22, 32]);
    const upstream = tf.tensor(new Float32Array(22).fill(1), [22, 1]);
    const { value, gradients } = valueAndGradients(
      () => ops.linear(ops.attention(qkv, { ...shape, mask: 'causal', dropped }), weights, null),
      [qkv],
      { upstream, join: ops.join },
    );
    const [all, slopes] = await Promise.all([value.data(), gradients[0]?.data()]);
    tf.dispose([qkv, upstream, value, ...gradients]);
    return [Array.from(all).reduce((sum, one) => sum + one, 0), slopes?.[place] ?? NaN];
  };
  // A query, a key and a value.
  for (const place of [5 * 32 + 3, 4 * 32 + 17, 2 * 32 + 27]) {
    const h = 0.01;
    const [, slope] = await lossAt(0, place);
    const [[after], [before]] = [await lossAt(h, place), await lossAt(-h, place)];
    expect(Math.abs(slope - (after - before) / (2 * h))).toBeLessThan(2e-3);
  }
  weights.dispose();
});

const places = [
  { dropout: 0.3 },
  { attentionDropout: 0.3 },
  { embeddingDropoutForm: 'own', embeddingDropout: 0.3 },
  { dropout: 0.3, embeddingDropoutForm: 'own', embeddingDropout: 0 },
] as const;

test.each(places)('every place draws the same masks on every backend: %o', async (place) => {
  const reference = await curveOf('cpu', configOf(place), 4);
  for (const id of ['wasm', 'webgpu'] as const) {
    (await curveOf(id, configOf(place), 4)).forEach((loss, step) =>
      expect(Math.abs(loss - (reference[step] ?? NaN))).toBeLessThan(2e-4),
    );
  }
});

test('each place is one of its own, and one rate for two is today’s dropout', async () => {
  const first = async (model: Readonly<Record<string, string | number>>): Promise<number> =>
    (await curveOf('cpu', configOf(model), 1))[0] ?? NaN;
  const losses: number[] = [];
  for (const place of [{}, ...places]) losses.push(await first(place));
  expect(new Set(losses).size).toBe(losses.length);
  expect(await first({ dropout: 0.3, embeddingDropoutForm: 'own', embeddingDropout: 0.3 })).toBe(
    await first({ dropout: 0.3 }),
  );
  expect(await first({ embeddingDropoutForm: 'shared', embeddingDropout: 0.3 })).toBe(await first({}));
});

test('recorded as run through, with rates that change', async () => {
  const engine = await engineOn('webgpu');
  const config = configOf({ dropout: 0.1, attentionDropout: 0.2, embeddingDropoutForm: 'own', embeddingDropout: 0.3 });
  const recorded = createSession({ engine, config, data, start: null });
  const eager = createSession({ engine: { ...engine, steps: hostExecutor }, config, data, start: null });
  expect(await curve(recorded, 5)).toEqual(await curve(eager, 5));
  expect(recorded.execution().kind).toBe('recorded');
  const changed = configOf({ dropout: 0.1, attentionDropout: 0.5 });
  await recorded.reconfigure(changed);
  await eager.reconfigure(changed);
  expect(await curve(recorded, 3)).toEqual(await curve(eager, 3));
  await recorded.dispose();
  await eager.dispose();
});

test.each(backends)('%s: nothing is dropped when a model is validated', async (id) => {
  const engine = await engineOn(id);
  const [dropping, plain] = [configOf({ attentionDropout: 0.5, dropout: 0.5 }), configOf({})].map((config) =>
    createSession({ engine, config, data, start: null }),
  );
  if (!dropping || !plain) throw new Error('two sessions');
  const never = (): Promise<boolean> => Promise.resolve(false);
  expect((await dropping.evaluate(8, never)).lossNats).toBe((await plain.evaluate(8, never)).lossNats);
  await dropping.dispose();
  await plain.dispose();
});

test.each(backends)('%s: a hybrid drops the weights of its attention, minGRU its embedding', async (id) => {
  for (const [model, more] of [
    [{ architecture: 'hybrid', layers: 2, width: 16, heads: 2, context: 8 }, { attentionDropout: 0.4 }],
    [
      { architecture: 'min-gru', layers: 1, width: 16, context: 8 },
      { embeddingDropoutForm: 'own', embeddingDropout: 0.4 },
    ],
  ] as const) {
    const { config, problems } = validate({ model: { ...model, ...more }, training: { batchSize: 4 } });
    expect(problems).toEqual([]);
    const { config: without } = validate({ model, training: { batchSize: 4 } });
    const [[found = NaN], [plain = NaN]] = [await curveOf(id, config, 1), await curveOf(id, without, 1)];
    expect(Number.isFinite(found)).toBe(true);
    expect(Math.abs(found - plain)).toBeGreaterThan(1e-6);
  }
});
