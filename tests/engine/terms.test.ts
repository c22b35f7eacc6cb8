/** Every term beside a loss against PyTorch in double precision, and in training: recorded as run through, and what it leaves behind. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import type { TokenBatch } from '../../src/domain/data/contract.ts';
import { objectiveData } from '../../src/domain/data/objectiveData.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { activeTerms } from '../../src/domain/losses/terms/active.ts';
import type { LossTermDefinition } from '../../src/domain/losses/terms/contract.ts';
import { lossTerms } from '../../src/domain/losses/terms/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { listenForHead, type Head } from '../../src/engine/ops/listenForHead.ts';
import { valueAndGradients } from '../../src/engine/ops/tape.ts';
import * as tf from '../../src/engine/tf.ts';
import { termValue } from '../../src/engine/train/addTerms.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession, TrainingState } from '../../src/engine/train/trainingSession.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import { relativeError, type GoldenTensor } from '../goldens/goldens.ts';
import goldens from '../goldens/terms.json';
import { backends, engineOn } from './engines.ts';

const all = Object.values<LossTermDefinition>(lossTerms);

interface TermGolden {
  readonly term: string;
  readonly name: string;
  readonly settings: Readonly<Record<string, number>>;
  readonly tolerance: number;
  readonly objective: string;
  readonly plain?: { readonly inputs: GoldenTensor; readonly targets: GoldenTensor };
  readonly inputs: GoldenTensor;
  readonly targets: GoldenTensor;
  readonly tensors: Readonly<Record<string, GoldenTensor>>;
  readonly value: number;
  readonly gradients: Readonly<Record<string, GoldenTensor>>;
}

const cases: readonly TermGolden[] = goldens;

test('every term has a golden', () => {
  expect(new Set(cases.map(({ term }) => term))).toEqual(new Set(all.map(({ id }) => id)));
});

for (const backend of backends) {
  test.each(cases)(`${backend}: $term, $name`, async (golden) => {
    const { ops } = await engineOn(backend);
    const [size = 0, time = 0] = golden.inputs.shape;
    const rowsOf = ({ inputs, targets }: Pick<TermGolden, 'inputs' | 'targets'>) => ({
      inputs: Int32Array.from(inputs.data),
      targets: Int32Array.from(targets.data),
    });
    const plain = golden.plain && rowsOf(golden.plain);
    const batch = { ...rowsOf(golden), size, time, ...(plain && { plain }) };
    const { config, problems } = validate({
      model: { dropout: 0.1 },
      terms: golden.settings,
      objective: { method: golden.objective },
    });
    expect(problems).toEqual([]);
    const [term] = activeTerms(config.terms);
    if (!term) throw new Error('the golden has no weight');
    const before = tf.memory().numTensors;
    const weights: Readonly<Record<string, tf.Tensor>> = Object.fromEntries(
      Object.entries(golden.tensors).map(([name, { data, shape }]) => [name, tf.tensor([...data], [...shape])]),
    );
    const named = (name: string): tf.Tensor => {
      const tensor = weights[name];
      if (!tensor) throw new Error(`golden: no tensor ${name}`);
      return tensor;
    };
    const listening = listenForHead(ops);
    const upstream = tf.tensor1d([1]);
    const wanted = Object.keys(golden.gradients);
    const { value, gradients } = valueAndGradients(
      () => {
        const logits = listening.ops.project(named('hidden'), named('table'));
        const twin = golden.tensors['twin'] && listening.ops.project(named('twin'), named('table'));
        const inputs = {
          logits,
          head: listening.headOf(logits),
          weights,
          batch: () => batch,
          ops,
          again: (_: Head, other: () => TokenBatch, number: number) => {
            const states = named(`pass.${number}`);
            expect(states.shape[0]).toBe(other().inputs.length);
            return states;
          },
          varies: !('pass.3' in golden.tensors),
          below: () => 0,
        };
        return termValue(term, { list: [term], whole: () => batch, progress: () => ({ step: 0, total: 1 }) }, inputs, {
          twin,
        });
      },
      wanted.map(named),
      { upstream, join: ops.join },
    );
    const [[found], ...slopes] = await Promise.all([value.data(), ...gradients.map((gradient) => gradient.data())]);
    expect(Math.abs(Number(found) - golden.value)).toBeLessThan(golden.tolerance * Math.max(1, golden.value));
    slopes.forEach((slope, i) => {
      const name = wanted[i] ?? '';
      expect(relativeError(slope, golden.gradients[name]?.data ?? []), name).toBeLessThan(golden.tolerance);
    });
    tf.dispose([value, upstream, ...gradients, ...Object.values(weights)]);
    expect(tf.memory().numTensors, 'tensors left over').toBe(before);
  });
}

const text = 'what is rare may matter more than what is not, quoth zed. '.repeat(30);
const texts = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

function configOf(
  terms: Readonly<Record<string, string | number>>,
  training: Readonly<Record<string, number>> = {},
  objective = 'next-token',
): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 1, width: 16, heads: 2, context: 8, dropout: 0.1 },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'constant', warmupSteps: 0 },
    objective: { method: objective },
    terms,
    training: { steps: 60, batchSize: 4, ...training },
  });
  expect(problems).toEqual([]);
  return config;
}

const sessionOf = (engine: Engine, config: ExperimentConfig, start: TrainingState | null = null): TrainingSession =>
  createSession({ engine, config, data: objectiveData(config, texts), start });

async function curve(session: TrainingSession, steps: number): Promise<number[]> {
  const values: number[] = [];
  for (let i = 0; i < steps; i++) values.push((await session.update()).lossNats);
  return values;
}

async function curveOf(id: (typeof backends)[number], config: ExperimentConfig, steps: number): Promise<number[]> {
  const session = sessionOf(await engineOn(id), config);
  const values = await curve(session, steps);
  await session.dispose();
  return values;
}

/** All at once, with weights that move, beside an objective that suits all of them. */
const allTerms = Object.fromEntries(
  all.flatMap(({ key }, i) => [
    [key, 0.5],
    [`${key}Path`, i % 2 === 0 ? 'linear' : 'cosine'],
    [`${key}End`, 0.1],
  ]),
);
const everything = (changed: Readonly<Record<string, string | number>> = {}): ExperimentConfig =>
  configOf({ ...allTerms, ...changed }, {}, 'prefix-lm');

test.each(backends)('%s: a weight of 0 leaves a run as it is, one that has not begun yet too', async (id) => {
  const plain = await curveOf(id, configOf({}), 1);
  expect(await curveOf(id, configOf({ unlikelihood: 0, unlikelihoodEnd: 1 }), 1)).toEqual(plain);
  const begun = await curveOf(id, configOf({ unlikelihoodPath: 'linear', unlikelihoodEnd: 1 }, { steps: 3 }), 3);
  expect(Math.abs((begun[0] ?? NaN) - (plain[0] ?? NaN))).toBeLessThan(1e-6);
  const without = await curveOf(id, configOf({}, { steps: 3 }), 3);
  // Pushing some eight of the characters away costs at least the surprise of a uniform guess.
  expect((begun[2] ?? NaN) - (without[2] ?? NaN)).toBeGreaterThan(0.05);
});

test.each(backends)('%s: a batch in parts is as a whole one', async (id) => {
  const terms = { unlikelihood: 0.5, multiToken: 0.3, multiTokenCount: 2 };
  const still = (parts: number): ExperimentConfig => {
    const config = configOf(terms, { gradientAccumulation: parts });
    return { ...config, model: { ...config.model, dropout: 0 } };
  };
  const whole = await curveOf(id, still(1), 3);
  (await curveOf(id, still(4), 3)).forEach((loss, step) =>
    expect(Math.abs(loss - (whole[step] ?? NaN))).toBeLessThan(3e-5),
  );
});

test('recorded as run through, with weights that move and change', async () => {
  const engine = await engineOn('webgpu');
  const recorded = sessionOf(engine, everything());
  const eager = sessionOf({ ...engine, steps: hostExecutor }, everything());
  const values = await curve(recorded, 6);
  expect(recorded.execution().kind).toBe('recorded');
  expect(values).toEqual(await curve(eager, 6));
  const changed = everything({ unlikelihood: 0, unlikelihoodPath: 'constant' });
  await recorded.reconfigure(changed);
  await eager.reconfigure(changed);
  expect(await curve(recorded, 3)).toEqual(await curve(eager, 3));
  await recorded.dispose();
  await eager.dispose();
});

test.each(['wasm', 'webgpu'] as const)('%s follows the CPU through all terms together', async (id) => {
  const reference = await curveOf('cpu', everything(), 5);
  (await curveOf(id, everything(), 5)).forEach((loss, step) =>
    expect(Math.abs(loss - (reference[step] ?? NaN))).toBeLessThan(2e-4),
  );
});

test('what a term trains is kept in snapshots, and no part of the model', async () => {
  const engine = await engineOn('cpu');
  const config = configOf({ multiToken: 0.3, multiTokenCount: 2 });
  const whole = sessionOf(engine, config);
  const names = ['multi-token.1.weight', 'multi-token.2.weight'];
  expect(whole.trained.slice(whole.tensors.length).map(({ name }) => name)).toEqual(names);
  await curve(whole, 2);
  const snapshot = await whole.snapshot();
  expect(Object.keys(snapshot.weights)).toEqual(whole.trained.map(({ name }) => name));
  expect(Object.keys(await whole.evaluatedWeights())).toEqual(whole.tensors.map(({ name }) => name));
  const resumed = sessionOf(engine, config, snapshot);
  expect(await curve(resumed, 3)).toEqual(await curve(whole, 3));
  await whole.dispose();
  await resumed.dispose();
});
