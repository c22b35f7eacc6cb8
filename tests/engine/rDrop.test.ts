/** R-Drop in training: its step is two passes under masks of their own, their mean and what they differ by. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { rowsOf } from '../../src/domain/config/microBatch.ts';
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

/** At weights that are moved by `step` times a direction. */
async function differentiatedAt(
  id: (typeof backends)[number],
  part: { readonly term: string } | undefined,
  direction: ReadonlyMap<string, Float32Array> = new Map(),
  step = 0,
): Promise<{ readonly value: number; readonly gradients: ReadonlyMap<string, Float32Array> }> {
  const { ops } = await engineOn(id);
  const config = configOf({ rDrop: 5, unlikelihood: 0.5 });
  const { definition: model, settings } = resolve(config).model;
  const specs = model.tensors(settings, data.tokenizer.size);
  const batch = data.batch(7, 0, 4, 8);
  const terms = { list: activeTerms(config.terms), whole: () => batch, progress: () => ({ step: 0, total: 20 }) };
  const initial = initialWeights(specs, 7);
  const weights = mapSpecs(specs, ({ name, shape }) => {
    const along = direction.get(name);
    return tf.tensor(
      Float32Array.from(initial[name] ?? [], (value, i) => value + step * (along?.[i] ?? 0)),
      [...shape],
    );
  });
  const context = { seed: 7, step: () => 4, training: true };
  const options = { model, settings, weights, batch: () => batch, context, ops };
  const { loss, gradients } = differentiate({ ...options, terms, part });
  const [value = NaN] = await loss.data();
  const slopes = new Map<string, Float32Array>();
  for (const [name, gradient] of Object.entries(gradients)) {
    slopes.set(name, Float32Array.from(await gradient.data()));
  }
  tf.dispose([loss, ...Object.values(gradients), ...Object.values(weights)]);
  return { value, gradients: slopes };
}

test.each(backends.flatMap((id) => [undefined, 'r-drop', 'unlikelihood'].map((term) => [id, term] as const)))(
  '%s: the gradient is the slope of the value at the same masks: %s',
  async (id, term) => {
    const part = term === undefined ? undefined : { term };
    const { gradients } = await differentiatedAt(id, part);
    const square = [...gradients.values()].reduce((sum, values) => sum + values.reduce((s, v) => s + v * v, 0), 0);
    const step = 5e-3 / Math.sqrt(square);
    const [after, before] = [
      await differentiatedAt(id, part, gradients, step),
      await differentiatedAt(id, part, gradients, -step),
    ];
    expect(Math.abs((after.value - before.value) / (2 * step) / square - 1)).toBeLessThan(0.01);
  },
);

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

test.each(backends)('%s: stochastic depth alone is enough', async (id) => {
  const engine = await engineOn(id);
  const config = configOf({ rDrop: 2 }, { dropout: 0, depthDrop: 0.5 });
  const session = createSession({ engine, config, data, start: null });
  for (let step = 0; step < 3; step++) expect(Number.isFinite((await session.update()).lossNats)).toBe(true);
  await session.dispose();
});

test.each(backends)('%s: in parts of a batch, means and divergence are over all of its tokens', async (id) => {
  const engine = await engineOn(id);
  const [alpha, parts, rows] = [2, 2, 4];
  const config = configOf({ rDrop: alpha }, {}, { batchSize: rows, gradientAccumulation: parts });
  const session = createSession({ engine, config, data, start: null });
  const { definition: model, settings } = resolve(config).model;
  const specs = model.tensors(settings, data.tokenizer.size);
  const initial = initialWeights(specs, config.seed);
  const weights = mapSpecs(specs, ({ shape, name }) => tf.tensor(initial[name] ?? [], [...shape]));
  const whole = data.batch(config.seed, 0, rows, 8);
  const all = whole.targets.length;
  let expected = 0;
  for (let part = 0; part < parts; part++) {
    const held = rowsOf(whole, (part * rows) / parts, rows / parts);
    const logits = [0, 1].map((pass) =>
      tf.tidy(() =>
        forward({
          model,
          settings,
          weights,
          batch: () => held,
          context: { seed: config.seed, step: () => 2 * part + pass, training: true },
          ops: engine.ops,
        }),
      ),
    );
    const [a = new Float32Array(), b = new Float32Array()] = await Promise.all(logits.map((one) => one.data()));
    const apart = jeffreysReference(a, b, held.targets).reduce((sum, value) => sum + value, 0);
    const losses = [a, b].map((values) =>
      surprises(Float32Array.from(values), held.targets).reduce((sum, value) => sum + value, 0),
    );
    expected += losses.reduce((sum, value) => sum + value / 2, 0) / all + ((alpha / 4) * apart) / all;
    tf.dispose(logits);
  }
  expect((await session.update()).lossNats).toBeCloseTo(expected, 5);
  tf.dispose({ ...weights });
  await session.dispose();
});

/** −log of the probability of each target. */
function surprises(logits: Float32Array, targets: Int32Array): readonly number[] {
  const vocabulary = logits.length / targets.length;
  return Array.from(targets, (target, row) => {
    const own = logits.subarray(row * vocabulary, (row + 1) * vocabulary);
    return Math.log(own.reduce((sum, value) => sum + Math.exp(value), 0)) - (own[target] ?? NaN);
  });
}
