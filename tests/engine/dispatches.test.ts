/** What one training step asks of the GPU: our kernels only, and few of them. Exact numbers, whatever the machine. */
import type { WebGPUBackend } from '@tensorflow/tfjs-backend-webgpu';
import { describe, expect, test, vi } from 'vitest';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { StepResult } from '../../src/engine/train/trainingSession.ts';
import * as tf from '../../src/engine/tf.ts';
import { engineOn } from './engines.ts';

const text = 'a step is a walk along a line of kernels. '.repeat(40);

/** `model` beside a width of 16 and no dropout. */
async function stepOf(model: Readonly<Record<string, string | number | boolean>>): Promise<StepResult> {
  const engine = await engineOn('webgpu');
  const { config, problems } = validate({
    model: { width: 16, context: 16, dropout: 0, ...model },
    training: { steps: 10, batchSize: 4 },
  });
  expect(problems).toEqual([]);
  const data = createTextSource(character.build(text, {}), text.slice(0, 1200), text.slice(1200));
  const session = createSession({ engine, config, data, start: null });
  const step = await session.update();
  await session.dispose();
  return step;
}

const architectures = [
  { architecture: 'transformer', heads: 2 },
  { architecture: 'transformer', heads: 2, norm: 'rms', positions: 'rope', keyValueHeads: 1 },
  { architecture: 'transformer', heads: 2, positions: 'alibi', activation: 'swiglu' },
  { architecture: 'transformer', heads: 2, activation: 'relu2' },
  { architecture: 'transformer', heads: 2, normPlace: 'post', positions: 'sinusoidal', tiedHead: false },
  { architecture: 'transformer', heads: 2, norm: 'rms', positions: 'rope', queryKeyNorm: true, window: 4 },
  ...['rnn', 'lstm', 'gru'].map((architecture) => ({ architecture })),
];

test.each(architectures)('a step runs no stock kernel, with dropout or without: %o', async (model) => {
  await engineOn('webgpu');
  const stock = vi.spyOn(tf.backend() as WebGPUBackend, 'runWebGPUProgram');
  await stepOf({ ...model, layers: 1 });
  await stepOf({ ...model, layers: 2, dropout: 0.1 });
  expect(stock.mock.calls.map(([program]) => program.shaderKey)).toEqual([]);
  stock.mockRestore();
});

/**
 * Per layer 7 forward and 10 backward. Beside the layers 8 forward (embeddings, last norm, head, loss), 8 backward and 5
 * for the update with its norms.
 */
test.each([1, 2])('transformer of %d layers: dispatches of a step', async (layers) => {
  const { calls } = await stepOf({ architecture: 'transformer', heads: 2, layers });
  expect(calls.dispatches).toBe(17 * layers + 21);
});

test('without a table of positions a step has its sum and its gradient less, and nothing more', async () => {
  const varied = { norm: 'rms', positions: 'rope', keyValueHeads: 1 };
  const { calls } = await stepOf({ architecture: 'transformer', heads: 2, layers: 1, ...varied });
  expect(calls.dispatches).toBe(17 + 21 - 2);
});

test.each([
  // One forward, and backward that of the input, the shares of both gains and their two sums.
  [{ queryKeyNorm: true }, 17 + 21 + 5],
  [{ window: 4 }, 17 + 21],
  // Without the last norm, which is one and two; but products do not add to the gradient that went past them, as norms do.
  [{ normPlace: 'post' }, 17 + 21 - 3 + 2],
])('%o: %d dispatches a step', async (form, expected) => {
  const { calls } = await stepOf({ architecture: 'transformer', heads: 2, layers: 1, ...form });
  expect(calls.dispatches).toBe(expected);
});

/** Gates and values lie in the tiles of different invocations. */
test.each([
  ['relu', 17],
  ['relu2', 17],
  ['swiglu', 19],
])('%s: %d dispatches a layer', async (activation, perLayer) => {
  const { calls } = await stepOf({ architecture: 'transformer', heads: 2, layers: 1, activation });
  expect(calls.dispatches).toBe(perLayer + 21);
});

/**
 * However long the window, per layer of an LSTM 3 forward (sum of the biases, input product, the walk through time) and 4
 * backward (the walk back, gradients of the input's side, gradient of the recurrent matrix, and the biases' gradient to
 * the places of both). The others add the recurrent bias on the walk: one less. Beside the layers 4 forward (embedding,
 * head, loss), 6 backward and 5 for the update with its norms.
 */
const perLayer = { rnn: 6, lstm: 7, gru: 6 };

describe.each(Object.entries(perLayer))('%s', (architecture, dispatches) => {
  test.each([
    [1, 8],
    [1, 32],
    [2, 16],
  ])('%d layers over %d tokens: dispatches of a step', async (layers, context) => {
    const { calls } = await stepOf({ architecture, layers, context });
    expect(calls.dispatches).toBe(dispatches * layers + 15);
  });
});
