/** Gradients added up over parts of a batch are those of the batch, in less memory. */
import { expect, test } from 'vitest';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { models } from '../../src/domain/models/index.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import * as tf from '../../src/engine/tf.ts';
import { backends, engineOn } from './engines.ts';
import { settingsOf } from './smallModels.ts';

const text = 'many small parts make one large whole. '.repeat(40);
const data = createTextSource(character.build(text, {}), text.slice(0, 1200), text.slice(1200));

function configOf(architecture: string, gradientAccumulation: number, batchSize: number, width = 16): ExperimentConfig {
  const { config, problems } = validate({
    model: settingsOf(architecture, { layers: 2, width, context: 16, dropout: 0, heads: 2 }),
    training: { steps: 10, batchSize, gradientAccumulation },
  });
  expect(problems).toEqual([]);
  return config;
}

for (const backend of backends) {
  test.each(Object.keys(models))(`${backend}, %s: parts of a batch train like the batch`, async (architecture) => {
    const engine = await engineOn(backend);
    const before = tf.memory().numTensors;
    const curve = async (parts: number): Promise<{ losses: number[]; norms: number[] }> => {
      const session = createSession({ engine, config: configOf(architecture, parts, 5), data, start: null });
      const losses = [];
      const norms = [];
      for (let i = 0; i < 4; i++) {
        const { lossNats, gradNorm } = await session.update();
        losses.push(lossNats);
        norms.push(gradNorm);
      }
      await session.dispose();
      return { losses, norms };
    };
    const whole = await curve(1);
    // Five rows in parts of two, the last of which is half empty; and more parts than there are rows.
    for (const parts of [3, 100]) {
      const { losses, norms } = await curve(parts);
      losses.forEach((loss, i) => expect(Math.abs(loss / (whole.losses[i] ?? NaN) - 1)).toBeLessThan(2e-5));
      norms.forEach((norm, i) => expect(Math.abs(norm / (whole.norms[i] ?? NaN) - 1)).toBeLessThan(1e-3));
    }
    expect(tf.memory().numTensors, 'tensors left over').toBe(before);
  });
}

test('webgpu: parts need less memory, and are one recorded step', async () => {
  const engine = await engineOn('webgpu');
  const bytesOf = async (parts: number): Promise<number> => {
    const before = engine.memoryBytes();
    const session = createSession({ engine, config: configOf('transformer', parts, 16, 64), data, start: null });
    await session.update();
    const { calls } = await session.update();
    expect(calls.submits).toBe(1);
    expect(session.execution().kind).toBe('recorded');
    const bytes = engine.memoryBytes() - before;
    expect(bytes).toBeGreaterThan(2 * session.facts.weightBytes);
    await session.dispose();
    return bytes;
  };
  const [whole, parts] = [await bytesOf(1), await bytesOf(8)];
  expect(parts).toBeLessThan(0.6 * whole);
});
