/** Losses that a person writes: against PyTorch's autograd, cross-entropy to the bit, and in training. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { plainTerms } from '../../src/domain/losses/contract.ts';
import { formulaOf } from '../../src/domain/losses/expression/formula.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { valueAndGradients } from '../../src/engine/ops/tape.ts';
import * as tf from '../../src/engine/tf.ts';
import { createSession } from '../../src/engine/train/session.ts';
import { hostExecutor } from '../../src/engine/train/steps.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import goldens from '../goldens/expressions.json';
import { relativeError } from '../goldens/goldens.ts';
import { backends, engineOn } from './engines.ts';

const text = 'what a person writes is what a model learns by, said she. '.repeat(30);
const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));

function configOf(loss: Readonly<Record<string, string | number>>): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers: 1, width: 16, heads: 2, context: 8, dropout: 0 },
    optimizer: { method: 'adamw', learningRate: 0.01 },
    schedule: { method: 'constant' },
    loss,
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

const own = (expression: string, more: Readonly<Record<string, number>> = {}): ExperimentConfig =>
  configOf({ method: 'custom', expression, ...more });

for (const backend of backends) {
  test.each(goldens)(
    `${backend}: $name`,
    async ({ expression, step, steps, logits, targets, frequencies, ...golden }) => {
      const { ops } = await engineOn(backend);
      const formula = formulaOf(expression);
      const before = tf.memory().numTensors;
      const z = tf.tensor(logits.data, [logits.shape[0] ?? 0, logits.shape[1] ?? 0]);
      const labels = tf.tensor1d(targets.data, 'int32');
      const shares = tf.tensor1d(frequencies.data);
      const upstream = tf.scalar(1);
      const counted = targets.data.filter((target) => target >= 0).length;
      const loss = (): tf.Tensor =>
        ops.crossEntropy(z, labels, () => counted, {
          ...plainTerms,
          formula,
          weights: null,
          frequencies: formula.usesFrequency ? shares : null,
          progress: () => ({ step, total: steps }),
        });
      const { value, gradients } = valueAndGradients(loss, [z], { upstream, join: ops.join });
      expect(relativeError(await value.data(), [golden.value])).toBeLessThan(1e-5);
      expect(relativeError((await gradients[0]?.data()) ?? [], golden.gradient.data)).toBeLessThan(1e-5);
      tf.dispose([value, z, labels, shares, upstream, ...gradients]);
      expect(tf.memory().numTensors).toBe(before);
    },
  );

  test(`${backend}: −log p is cross-entropy, and the focal expression is focal loss`, async () => {
    const plain = await curveOf(backend, configOf({ method: 'cross-entropy' }), 4);
    expect(await curveOf(backend, own('-log(p)'), 4)).toEqual(plain);
    const focal = await curveOf(backend, configOf({ method: 'focal', focus: 2 }), 4);
    const written = await curveOf(backend, own('(1 - p)^2 * -log(p)'), 4);
    written.forEach((loss, step) => expect(Math.abs(loss - (focal[step] ?? Number.NaN))).toBeLessThan(2e-5));
  });

  test(`${backend}: what every loss can add is added to an expression too`, async () => {
    const more = { zLoss: 1e-3, confidencePenalty: 0.1 };
    const known = await curveOf(backend, configOf({ method: 'focal', focus: 2, ...more }), 4);
    const written = await curveOf(backend, own('(1 - p)^2 * -log(p)', more), 4);
    written.forEach((loss, step) => expect(Math.abs(loss - (known[step] ?? Number.NaN))).toBeLessThan(5e-5));
    // The penalty of confidence, written down.
    const penalised = await curveOf(backend, configOf({ method: 'cross-entropy', confidencePenalty: 0.1 }), 4);
    const asFormula = await curveOf(backend, own('-log(p) - 0.1 * H'), 4);
    asFormula.forEach((loss, step) => expect(Math.abs(loss - (penalised[step] ?? Number.NaN))).toBeLessThan(5e-5));
  });
}

test('an expression is recorded as run through; its step is asked for anew', async () => {
  const engine = await engineOn('webgpu');
  const config = own('-log(p) * (1 + step / steps) * min(2, f^-0.3) - 0.05 * H');
  const recorded = createSession({ engine, config, data, start: null });
  const eager = createSession({ engine: { ...engine, steps: hostExecutor }, config, data, start: null });
  const values = await curve(recorded, 5);
  expect(recorded.execution().kind).toBe('recorded');
  expect(values).toEqual(await curve(eager, 5));
  const changed = own('(1 - p) * (1 + step / steps)');
  await recorded.reconfigure(changed);
  await eager.reconfigure(changed);
  expect(await curve(recorded, 4)).toEqual(await curve(eager, 4));
  await recorded.dispose();
  await eager.dispose();
});
