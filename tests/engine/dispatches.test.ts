/** What one training step asks of the GPU: our kernels only, and few of them. Exact numbers, whatever the machine. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { expect, test, vi } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession, type StepResult } from '../../src/engine/train/session.ts';
import * as tf from '../../src/engine/tf.ts';
import { engineOn } from './engines.ts';

const text = 'a step is a walk along a line of kernels. '.repeat(40);

async function stepOf(layers: number, dropout: number): Promise<StepResult> {
  const engine = await engineOn('webgpu');
  const { config, problems } = validate({
    model: { architecture: 'transformer', layers, width: 16, heads: 2, context: 16, dropout },
    training: { steps: 10, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  const data = createTextSource(character.build(text, {}), text.slice(0, 1200), text.slice(1200));
  const session = createSession({ engine, config, data, start: null });
  const step = await session.update();
  await session.dispose();
  return step;
}

test('a step of a transformer runs no stock kernel, with dropout or without', async () => {
  await engineOn('webgpu');
  const stock = vi.spyOn(tf.backend() as WebGPUBackend, 'runWebGPUProgram');
  await stepOf(1, 0);
  await stepOf(2, 0.1);
  expect(stock.mock.calls.map(([program]) => program.shaderKey)).toEqual([]);
  stock.mockRestore();
});

/**
 * Per layer 10 forward and 13 backward, two of these for gradients that meet in the residual stream. Beside the layers 8
 * forward (embeddings, last norm, head, loss), 9 backward (one for the tied table's two gradients) and 4 for the update.
 */
test.each([1, 2])('%d layers: dispatches of a step', async (layers) => {
  const { calls } = await stepOf(layers, 0);
  expect(calls.dispatches).toBe(23 * layers + 21);
});
