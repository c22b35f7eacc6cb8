/**
 * Stochastic depth: a step without a layer is the shallower model, a step with it is the model whose layer counts for more,
 * and on average nothing changes. Draws are the same on every backend, recorded or not.
 */
import { describe, expect, test } from 'vitest';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import type { DataSource } from '../../src/domain/data/contract.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { models } from '../../src/domain/models/index.ts';
import { depthDropAt } from '../../src/domain/models/shared.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { passOps } from '../../src/engine/ops/index.ts';
import { forward } from '../../src/engine/train/differentiate.ts';
import { createSession } from '../../src/engine/train/session.ts';
import * as tf from '../../src/engine/tf.ts';
import { backends, engineOn } from './engines.ts';
import { settingsOf } from './smallModels.ts';

const text = 'the quick brown fox jumps over the lazy dog. pack my box with five dozen liquor jugs. '.repeat(20);
const data: DataSource = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

const configOf = (architecture: string, depthDrop: number) => {
  const small = { layers: 2, heads: 2, width: 16, context: 16, depthDrop };
  const { config, problems } = validate({ model: settingsOf(architecture, small), training: { batchSize: 2 } });
  expect(problems).toEqual([]);
  return config;
};

type Arrays = Readonly<Record<string, Float32Array>>;

/** What each layer adds to the stream: its tensors by the end of their names. */
const outputs = /\.(c_proj|mix|down|min_gru)\.(weight|bias)$/;
const layerOf = (name: string): number => Number(/\.(\d+)\./.exec(name)?.[1] ?? -1);

function logits(engine: Engine, architecture: string, depthDrop: number, weights: Arrays, step: number): number[] {
  const { definition, settings } = resolve(configOf(architecture, depthDrop)).model;
  const batch = data.batch(1, 0, 2, 16);
  return tf.tidy(() => {
    const tensors = definition
      .tensors(settings, data.tokenizer.size)
      .map(({ name, shape }) => [name, tf.tensor(weights[name] ?? [], [...shape])] as const);
    const result = forward({
      model: definition,
      settings,
      weights: Object.fromEntries(tensors),
      batch: () => batch,
      context: { seed: 1, step: () => step, training: true },
      ops: engine.ops,
    });
    return [...result.dataSync()];
  });
}

const rate = 0.5;
const drawn = (step: number, layer: number): boolean => {
  let factor = Number.NaN;
  const probe = { scaled: (_x: unknown, of: () => number) => (factor = of()) };
  passOps({ seed: 1, step: () => step, training: true }, probe as never).dropLayer(
    null as never,
    depthDropAt(rate, layer, 2),
    layer,
  );
  return factor === 0;
};

describe.each(['transformer', 'hybrid'] as const)('%s', (architecture) => {
  const { definition, settings } = resolve(configOf(architecture, 0)).model;
  const weights: Arrays = Object.fromEntries(
    definition
      .tensors(settings, data.tokenizer.size)
      .map(({ name, shape }, at) => [
        name,
        Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => 0.3 * gaussian(5, at, i)),
      ]),
  );
  /** The weights with what each layer adds multiplied. */
  const scaledBy = (factors: readonly number[]): Arrays =>
    Object.fromEntries(
      Object.entries(weights).map(([name, values]) => [
        name,
        outputs.test(name) ? values.map((value) => value * (factors[layerOf(name)] ?? 1)) : values,
      ]),
    );

  test('a step is the model whose layers are missing or count for more', async () => {
    const engine = await engineOn('cpu');
    const seen = new Set<string>();
    for (let step = 0; step < 12; step++) {
      const factors = [0, 1].map((layer) => (drawn(step, layer) ? 0 : 1 / (1 - depthDropAt(rate, layer, 2))));
      seen.add(factors.join());
      // A block of minGRU adds its states, which no matrix behind them could scale.
      if (architecture === 'hybrid' && factors[0] !== 0) continue;
      const expected = logits(
        engine,
        architecture,
        0,
        architecture === 'hybrid' ? withoutFirst(factors) : scaledBy(factors),
        step,
      );
      const actual = logits(engine, architecture, rate, weights, step);
      actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? NaN, 3));
    }
    expect(seen.size).toBeGreaterThan(2);
  });

  /** minGRU with gates that never open adds nothing from its zero state. */
  const withoutFirst = (factors: readonly number[]): Arrays => {
    const scaled = { ...scaledBy([1, factors[1] ?? 1]) };
    for (const [name, values] of Object.entries(scaled)) {
      if (/layers\.0\.(down|min_gru)\.(weight|bias)/.test(name)) scaled[name] = values.map(() => 0);
    }
    const bias = scaled['layers.0.min_gru.bias'];
    // σ(−∞) = 0 for the first half, which holds the gates.
    bias?.fill(-1e4, 0, bias.length / 2);
    return scaled;
  };

  test('an evaluation is the plain model', async () => {
    const engine = await engineOn('cpu');
    const rates = [0, rate].map(async (depthDrop) => {
      const session = createSession({
        engine,
        config: configOf(architecture, depthDrop),
        data,
        start: { step: 0, weights, state: null },
      });
      const { lossNats } = await session.evaluate(4, async () => false);
      await session.dispose();
      return lossNats;
    });
    const [plain, dropping] = await Promise.all(rates);
    expect(dropping).toBeCloseTo(plain ?? NaN, 6);
  });
});

test('layers are left out as often as asked, deeper ones more, and scaled so that the mean is 1', () => {
  for (const layer of [0, 1]) {
    const wanted = depthDropAt(rate, layer, 2);
    const dropped = Array.from({ length: 4000 }, (_, step) => drawn(step, layer)).filter(Boolean).length / 4000;
    expect(Math.abs(dropped - wanted)).toBeLessThan(4 * Math.sqrt((wanted * (1 - wanted)) / 4000));
  }
  expect([0, 1, 2, 3].map((layer) => depthDropAt(0.4, layer, 4))).toEqual([0.1, 0.2, expect.closeTo(0.3, 12), 0.4]);
});

test('every backend draws the same layers, in recorded steps too', async () => {
  const curves = [];
  for (const backend of backends) {
    const engine = await engineOn(backend);
    const session = createSession({ engine, config: configOf('transformer', 0.6), data, start: null });
    const losses: number[] = [];
    for (let i = 0; i < 5; i++) losses.push((await session.update()).lossNats);
    expect(session.execution().kind).toBe(backend === 'webgpu' ? 'recorded' : 'host');
    curves.push(losses);
    await session.dispose();
  }
  const [reference = [], ...others] = curves;
  for (const curve of others) {
    curve.forEach((loss, i) => expect(Math.abs(loss / (reference[i] ?? 0) - 1)).toBeLessThan(1e-4));
  }
});

test('it is a setting of every stack of residual layers', () => {
  const having = Object.entries(models).filter(([, { params }]) => Object.hasOwn(params, 'depthDrop'));
  expect(having.map(([id]) => id).toSorted()).toEqual(['hybrid', 'min-gru', 'transformer']);
});
