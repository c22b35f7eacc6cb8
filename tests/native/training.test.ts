/** What half-precision inputs do to training: 50 steps stay close to those in f32, and are not the same. */
import { beforeEach, expect, test } from 'vitest';
import type { Precision } from '../../src/protocol/protocol.ts';
import { missing } from './dawn.ts';

beforeEach(({ skip }) => skip(missing !== null, missing ?? ''));

const text = 'eleven digits are what half a number has to say. '.repeat(40);
const steps = 50;

/** TensorFlow.js looks for a browser while it is loaded, so Dawn comes before it. A recurrent model has the fewest kernels to compile. */
async function lossesIn(precision: Precision): Promise<readonly number[]> {
  const { validate } = await import('../../src/domain/config/validate.ts');
  const { createTextSource } = await import('../../src/domain/data/textSource.ts');
  const { character } = await import('../../src/domain/tokenizers/character.ts');
  const { startEngine } = await import('../../src/engine/backend/startEngine.ts');
  const { createSession } = await import('../../src/engine/train/session.ts');
  const { config, problems } = validate({
    model: { architecture: 'rnn', layers: 1, width: 32, context: 16, dropout: 0 },
    optimizer: { method: 'adamw', learningRate: 1e-2 },
    schedule: { method: 'constant', warmupSteps: 0 },
    training: { steps, batchSize: 8 },
  });
  expect(problems).toEqual([]);
  const engine = await startEngine('webgpu', { precision });
  expect(engine.status.precision).toBe(precision);
  const data = createTextSource(character.build(text, {}), text.slice(0, 1500), text.slice(1500));
  const session = createSession({ engine, config, data, start: null });
  const losses: number[] = [];
  for (let i = 0; i < steps; i++) losses.push((await session.update()).lossNats);
  await session.dispose();
  return losses;
}

test('50 steps', async () => {
  const full = await lossesIn('f32');
  const half = await lossesIn('f16');
  expect(full.at(-1)).toBeLessThan(0.7 * (full[0] ?? NaN));
  const off = half.map((loss, i) => Math.abs(loss / (full[i] ?? NaN) - 1));
  // A tenth of a percent on lavapipe; every step builds on what the ones before have rounded.
  expect(Math.max(...off)).toBeLessThan(0.005);
  expect(half).not.toEqual(full);
});
