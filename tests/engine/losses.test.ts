/** Every loss in training: which of them are cross-entropy, that steps are recorded as run through, and that extremes stay finite. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import type { ParamSpec } from '../../src/domain/core/params.ts';
import type { LossDefinition } from '../../src/domain/losses/contract.ts';
import { losses } from '../../src/domain/losses/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import { backends, engineOn } from './engines.ts';

const text = 'what is rare may matter more than what is not, quoth zed. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

type Loss = Readonly<Record<string, string | number>>;

function configOf(loss: Loss, training: Readonly<Record<string, number>> = {}): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 1, width: 16, heads: 2, context: 8, dropout: 0 },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'cosine', warmupSteps: 3, finalFraction: 0.1 },
    loss,
    training: { steps: 60, batchSize: 4, ...training },
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

const everything: Loss = {
  method: 'class-weighted',
  balance: 0.5,
  smoothing: 0.1,
  zLoss: 1e-3,
  confidencePenalty: 0.1,
};

test.each(backends)('%s: without focus, without balance, it is cross-entropy to the bit', async (id) => {
  const plain = await curveOf(id, configOf({ method: 'cross-entropy' }), 3);
  expect(await curveOf(id, configOf({ method: 'focal', focus: 0 }), 3)).toEqual(plain);
  expect(await curveOf(id, configOf({ method: 'class-weighted', balance: 0 }), 3)).toEqual(plain);
});

test.each(backends)('%s: a batch in parts weighs its targets as a whole one does', async (id) => {
  const whole = await curveOf(id, configOf(everything), 3);
  const parts = await curveOf(id, configOf(everything, { gradientAccumulation: 4 }), 3);
  parts.forEach((loss, step) => expect(Math.abs(loss - (whole[step] ?? NaN))).toBeLessThan(2e-5));
});

test.each(backends)('%s: learns by every loss, and is validated by cross-entropy', async (id) => {
  const engine = await engineOn(id);
  for (const method of ['focal', 'class-weighted', 'custom']) {
    const session = createSession({ engine, config: configOf({ method }), data, start: null });
    const before = await session.evaluate(4, async () => false);
    expect(Math.abs(before.lossNats - session.facts.uniformLossNats)).toBeLessThan(0.1);
    await curve(session, 12);
    expect((await session.evaluate(4, async () => false)).lossNats).toBeLessThan(before.lossNats - 0.1);
    await session.dispose();
  }
});

test.each([everything, { method: 'focal', focus: 2, zLoss: 1e-3, confidencePenalty: 0.1 }])(
  'recorded as run through, and changed while it trains: $method',
  async (loss) => {
    const engine = await engineOn('webgpu');
    const recorded = createSession({ engine, config: configOf(loss), data, start: null });
    const eager = createSession({
      engine: { ...engine, steps: hostExecutor },
      config: configOf(loss),
      data,
      start: null,
    });
    const values = await curve(recorded, 5);
    expect(recorded.execution().kind).toBe('recorded');
    expect(values).toEqual(await curve(eager, 5));
    const changed = configOf({ ...loss, zLoss: 0, confidencePenalty: 0.3 });
    await recorded.reconfigure(changed);
    await eager.reconfigure(changed);
    expect(await curve(recorded, 4)).toEqual(await curve(eager, 4));
    await recorded.dispose();
    await eager.dispose();
  },
);

/** Of an expression: what grows without bound at both ends of p, and what does so fastest. */
const expressions = ['1/p - log(1 - p)', '(1 - p)^0.01 / p'];
const bounds = (spec: ParamSpec): (number | string)[] =>
  spec.kind === 'number' ? [spec.min, spec.max] : spec.kind === 'text' ? expressions : [];
const all = Object.values<LossDefinition>(losses);
const extremes = all.flatMap(({ id, params }) =>
  Object.entries(params).flatMap(([key, spec]) => bounds(spec).map((value): Loss => ({ method: id, [key]: value }))),
);
/** Every part of a loss at its upper bound together. */
const utmost = all.map(({ id, params }): Loss => ({
  method: id,
  ...Object.fromEntries(Object.entries(params).map(([key, spec]) => [key, bounds(spec).at(-1) ?? Number.NaN])),
}));

test.each(backends)('%s: every setting at its bounds stays finite for 20 steps', async (id) => {
  expect(extremes.length).toBe(26);
  // An emulated device is too slow for each alone.
  for (const loss of id === 'webgpu' ? utmost : [...extremes, ...utmost]) {
    const values = await curveOf(id, configOf(loss), 20);
    expect(values.every(Number.isFinite), JSON.stringify(loss)).toBe(true);
  }
});
