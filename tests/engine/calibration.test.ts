/** What goes into each matrix is what the sums say, on every backend. */
import { describe, expect, test } from 'vitest';
import { calibrationOf } from '../../src/domain/compression/calibration.ts';
import type { Calibration } from '../../src/domain/compression/contract.ts';
import type { ExperimentConfig } from '../../src/domain/config/schema.ts';
import { validate } from '../../src/domain/config/validate.ts';
import { createTextSource } from '../../src/domain/data/textSource.ts';
import { character } from '../../src/domain/tokenizers/character.ts';
import { observingOps } from '../../src/engine/compress/observe.ts';
import * as tf from '../../src/engine/tf.ts';
import { createSession } from '../../src/engine/train/session.ts';
import type { TrainingSession } from '../../src/engine/train/trainingSession.ts';
import { normal, relativeError } from '../kernels/numbers.ts';
import { backends, engineOn } from './engines.ts';

const text = 'what goes in decides what may be left out. '.repeat(40);
const data = createTextSource(character.build(text, {}), text.slice(0, 1200), text.slice(1200));
const [batchSize, context, batches] = [3, 8, 2];

function configOf(architecture: string): ExperimentConfig {
  const { config, problems } = validate({
    model: { architecture, layers: 2, width: 16, context, ...(architecture === 'transformer' && { heads: 2 }) },
    training: { batchSize },
  });
  expect(problems).toEqual([]);
  return config;
}

async function opened<T>(
  backend: (typeof backends)[number],
  architecture: string,
  use: (session: TrainingSession) => Promise<T>,
): Promise<T> {
  const session = createSession({ engine: await engineOn(backend), config: configOf(architecture), data, start: null });
  try {
    return await use(session);
  } finally {
    await session.dispose();
  }
}

const calibrated = (session: TrainingSession): Promise<Readonly<Record<string, Calibration>>> =>
  session.calibrate(batches, async () => false);

function expectSame(actual: Calibration | undefined, expected: Calibration | undefined, tolerance: number): void {
  if (!actual || !expected) throw new Error('nothing was measured');
  expect(actual.tokens).toBe(expected.tokens);
  for (const key of ['gram', 'meanAbs', 'peak'] as const) {
    expect(relativeError(Float32Array.from(actual[key]), Float32Array.from(expected[key])), key).toBeLessThan(
      tolerance,
    );
  }
}

describe.each(backends)('%s', (backend) => {
  test('the first layer of an LSTM sees the rows of the embedding', async () => {
    await opened(backend, 'lstm', async (session) => {
      const { weights } = await session.snapshot();
      const table = weights['embedding.weight'] ?? new Float32Array();
      const inputs = Array.from({ length: batches }, (_, i) => {
        const batch = data.batch(session.config.seed, i, batchSize, context);
        return [...batch.inputs].flatMap((id) => [...table.subarray(16 * id, 16 * id + 16)]);
      }).flat();
      expectSame((await calibrated(session))['rnn.weight_ih_l0'], calibrationOf(Float32Array.from(inputs), 16), 1e-5);
    });
  });

  test.each(['transformer', 'rnn', 'lstm', 'gru'])(
    '%s: as on the CPU, for every matrix of a product',
    async (architecture) => {
      const expected = await opened('cpu', architecture, calibrated);
      await opened(backend, architecture, async (session) => {
        // On the CPU the weights become tensors when they are first asked for.
        await session.evaluate(1, async () => true);
        const before = tf.memory().numTensors;
        const actual = await calibrated(session);
        expect(tf.memory().numTensors, 'tensors left over').toBe(before);
        const read = session.tensors.filter(({ name, shape }) => shape.length === 2 && !/wpe|embedding/.test(name));
        expect(Object.keys(actual).toSorted()).toEqual(read.map(({ name }) => name).toSorted());
        for (const name of Object.keys(actual)) expectSame(actual[name], expected[name], 1e-4);
      });
    },
  );

  test('the matrix of the hidden states sees those of the step before, and zeros at first', async () => {
    const { ops } = await engineOn(backend);
    const [batch, time, width] = [2, 3, 4];
    const tensor = (length: number, seed: number, shape: number[]): tf.Tensor => tf.tensor(normal(length, seed), shape);
    const weights = {
      weightInput: tensor(width * width, 1, [width, width]),
      weightHidden: tensor(width * width, 2, [width, width]),
      biasInput: tensor(width, 3, [width]),
      biasHidden: tensor(width, 4, [width]),
    };
    const x = tensor(batch * time * width, 5, [batch * time, width]);
    let seen: Promise<ArrayLike<number>> = Promise.resolve([]);
    const hidden = observingOps(ops, (weight, inputs) => {
      if (weight === weights.weightHidden) seen = inputs.data();
    }).rnn(x, weights, time);
    const states = await hidden.data();
    const expected = Array.from(states, (_, at) => (at % (time * width) < width ? 0 : states[at - width]));
    expect([...((await seen) as Float32Array)]).toEqual(expected);
    tf.dispose([x, hidden, Object.values(weights)]);
  });
});
