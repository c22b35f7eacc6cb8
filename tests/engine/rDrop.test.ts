/** R-Drop in training: its step is two passes under masks of their own, their mean and what they differ by. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { resolve } from '../../src/domain/config/resolve.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { activeTerms } from '../../src/domain/losses/terms/active.ts';
import { initialWeights } from '../../src/domain/models/initialize.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { jeffreysReference } from '../../shaders/jeffreys/reference.ts';
import * as tf from '../../src/engine/tf.ts';
import { differentiate, forward, type ForwardOptions } from '../../src/engine/train/differentiate.ts';
import { mapSpecs } from '../../src/engine/train/parameters.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { relativeError } from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';

const text = 'two readings of one line should say the same, quoth ann. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

function configOf(terms: Readonly<Record<string, string | number>>, model = {}, training = {}): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 1, width: 16, heads: 2, context: 8, dropout: 0.3, ...model },
    schedule: { method: 'constant', warmupSteps: 0 },
    terms,
    training: { steps: 20, batchSize: 4, ...training },
  });
  expect(problems).toEqual([]);
  return config;
}

test.each(backends)('%s: a step is the mean of two passes, and α/4 of both divergences between them', async (id) => {
  const { ops } = await engineOn(id);
  const alpha = 3;
  const config = configOf({ rDrop: alpha });
  const { definition: model, settings } = resolve(config).model;
  const specs = model.tensors(settings, data.tokenizer.size);
  const initial = initialWeights(specs, 5);
  const weights = mapSpecs(specs, ({ name, shape }) => tf.tensor(initial[name] ?? [], [...shape]));
  const batch = data.batch(5, 0, 4, 8);
  const passOf = (draw: number): ForwardOptions => ({
    model,
    settings,
    weights,
    batch: () => batch,
    context: { seed: 5, step: () => draw, training: true },
    ops,
  });
  const step = 3;
  const terms = {
    list: activeTerms(config.terms),
    whole: () => batch,
    progress: () => ({ step, total: 20 }),
  };
  const both = differentiate({ ...passOf(step), terms });
  const single = [2 * step, 2 * step + 1].map((draw) => differentiate(passOf(draw)));
  const logits = [2 * step, 2 * step + 1].map((draw) => tf.tidy(() => forward(passOf(draw))));
  const [[loss], ...losses] = await Promise.all([both.loss.data(), ...single.map((one) => one.loss.data())]);
  const [a, b] = await Promise.all(logits.map((one) => one.data()));
  const apart = jeffreysReference(a ?? [], b ?? [], batch.targets).reduce((sum, value) => sum + value, 0);
  expect(apart).toBeGreaterThan(0.01);
  const mean = losses.reduce((sum, [value]) => sum + (value ?? NaN) / 2, 0);
  expect(loss).toBeCloseTo(mean + (alpha / 4) * (apart / batch.targets.length), 5);

  // Without weight, what is left is the mean of both passes' gradients.
  const idle = { ...terms, list: terms.list.map((term) => ({ ...term, weightAt: () => 0 })) };
  const averaged = differentiate({ ...passOf(step), terms: idle });
  for (const { name } of specs) {
    const [found, ...parts] = await Promise.all(
      [averaged, ...single].map(({ gradients }) => gradients[name]?.data() ?? Promise.resolve(new Float32Array())),
    );
    const expected = Array.from(parts[0] ?? [], (value, i) => (value + (parts[1]?.[i] ?? NaN)) / 2);
    expect(relativeError(found ?? [], expected), name).toBeLessThan(2e-5);
  }
  for (const { loss: value, gradients } of [both, averaged, ...single])
    tf.dispose([value, ...Object.values(gradients)]);
  tf.dispose([...logits, ...Object.values(weights)]);
});

test.each(backends)('%s: the gradient of a step is that of finite differences at the same masks', async (id) => {
  const { ops } = await engineOn(id);
  const config = configOf({ rDrop: 5 });
  const { definition: model, settings } = resolve(config).model;
  const specs = model.tensors(settings, data.tokenizer.size);
  const batch = data.batch(7, 0, 4, 8);
  const terms = { list: activeTerms(config.terms), whole: () => batch, progress: () => ({ step: 0, total: 20 }) };
  const at = 'transformer.h.0.mlp.c_fc.weight';
  const initial = initialWeights(specs, 7);
  const lossAt = async (change: number, place: number): Promise<readonly [number, number]> => {
    const weights = mapSpecs(specs, ({ name, shape }) => {
      const values = Float32Array.from(initial[name] ?? []);
      if (name === at) values[place] = (values[place] ?? NaN) + change;
      return tf.tensor(values, [...shape]);
    });
    const context = { seed: 7, step: () => 4, training: true };
    const { loss, gradients } = differentiate({ model, settings, weights, batch: () => batch, context, ops, terms });
    const [[value = NaN], slopes] = await Promise.all([loss.data(), gradients[at]?.data()]);
    tf.dispose([loss, ...Object.values(gradients), ...Object.values(weights)]);
    return [value, slopes?.[place] ?? NaN];
  };
  for (const place of [3, 200]) {
    const h = 0.02;
    const [, slope] = await lossAt(0, place);
    const [[after], [before]] = [await lossAt(h, place), await lossAt(-h, place)];
    // f32 losses near 4 differ by their last bit, 2.4e-7, over 2h.
    expect(Math.abs(slope - (after - before) / (2 * h))).toBeLessThan(2e-4);
  }
});

test('validation reads once, and what is known of a run counts both passes', async () => {
  const engine = await engineOn('cpu');
  const [twice, once] = [configOf({ rDrop: 1 }), configOf({})].map((config) =>
    createSession({ engine, config, data, start: null }),
  );
  if (!twice || !once) throw new Error('two sessions');
  const never = (): Promise<boolean> => Promise.resolve(false);
  expect((await twice.evaluate(8, never)).lossNats).toBe((await once.evaluate(8, never)).lossNats);
  expect(twice.facts.flopsPerStep).toBe(2 * once.facts.flopsPerStep);
  // Both passes, and what the gradients of both logits are made of.
  const logits = 4 * once.facts.tokensPerStep * data.tokenizer.size;
  expect(twice.facts.activationBytes).toBe(2 * once.facts.activationBytes + 2 * logits);
  await twice.dispose();
  await once.dispose();
});

test.each(backends)('%s: stochastic depth alone is enough, and the batch may come in parts', async (id) => {
  const engine = await engineOn(id);
  for (const [model, training] of [
    [{ dropout: 0, depthDrop: 0.5 }, {}],
    [{}, { gradientAccumulation: 2 }],
  ] as const) {
    const session = createSession({ engine, config: configOf({ rDrop: 2 }, model, training), data, start: null });
    for (let step = 0; step < 3; step++) expect(Number.isFinite((await session.update()).lossNats)).toBe(true);
    await session.dispose();
  }
});
