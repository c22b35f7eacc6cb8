/** Bytes of a step against counts by hand, from which the code takes nothing. */
import { describe, expect, test } from 'vitest';
import { validate } from '../../../src/domain/config/validate.ts';
import { resolve } from '../../../src/domain/config/resolve.ts';
import { passBytes, stepBytes, updateBytes } from '../../../src/domain/limits/traffic.ts';
import { optimizers } from '../../../src/domain/optimizers/index.ts';

const [V, B, T] = [5, 2, 3];
const M = B * T;
/** The smallest legal width. */
const D = 8;

function experiment(model: Readonly<Record<string, string | number>>) {
  const { config, problems } = validate({ model: { width: D, context: 8, dropout: 0, ...model } });
  expect(problems).toEqual([]);
  return resolve(config);
}

const bytesOf = (model: Readonly<Record<string, string | number>>): number => {
  const { definition, settings } = experiment(model).model;
  return passBytes(definition, settings, V, B, T);
};

/** Logits and targets, loss and statistics of each row; backward the logits' gradient beside them. */
const crossEntropy = M * V + M + 2 * M + (2 * M * V + M + 2 * M);

describe('transformer', () => {
  const H = 2;
  /** The learned positions of a context of 8, of which 3 are read. */
  const positions = 8 * D;
  const embedding = M + V * D + M * D + (M + M * D + V * D);
  const addPositions = M * D + T * D + M * D + (M * D + positions);
  const linear = (inputs: number, outputs: number): number =>
    M * inputs +
    inputs * outputs +
    outputs +
    M * outputs +
    (2 * M * inputs + 2 * inputs * outputs + outputs + M * outputs);
  const norm = M * D + 2 * D + M * D + 2 * M + (M * D + D + 2 * M + M * D + M * D + 2 * D);
  // Forward qkv, output, log-sum-exp; queries read these and the upstream gradient and write theirs and delta; keys and
  // values read qkv, two statistics and the upstream gradient and write two thirds of the gradient.
  const attention = 3 * M * D + M * D + M * H + (6 * M * D + 2 * M * H) + (3 * M * D + 2 * M * H + M * D + 2 * M * D);
  /** Written by the first feed-forward layer, and read again for the gradient by the second; else at no cost. */
  const gelu = M * 4 * D + M * 4 * D;
  /** The residual stream is read by the layer that adds to it. */
  const stream = M * D;
  const layer =
    2 * norm + linear(D, 3 * D) + attention + linear(D, D) + linear(D, 4 * D) + gelu + linear(4 * D, D) + 2 * stream;
  /**
   * Two places of the residual stream that a block branches off, and the table that is read at both ends: the second
   * gradient is added to the first, which is read for it.
   */
  const meetings = (layers: number): number => 2 * layers * M * D + V * D;
  const head = norm + (M * D + V * D + M * V) + (M * V + V * D + M * D) + (M * V + M * D + V * D);
  const count = (layers: number): number =>
    4 * (embedding + addPositions + layers * layer + meetings(layers) + head + crossEntropy);

  test.each([1, 3])('%d layers', (layers) => {
    expect(bytesOf({ architecture: 'transformer', heads: H, layers })).toBe(count(layers));
  });

  test('dropout reads and writes each way, three times with one layer', () => {
    // The stream is then added to by a kernel of its own, twice.
    const without = count(1) + 4 * 2 * (3 * M * D - stream);
    expect(bytesOf({ architecture: 'transformer', heads: H, layers: 1, dropout: 0.1 })).toBe(
      without + 4 * 3 * 4 * M * D,
    );
  });
});

test('a transformer by root mean squares, with turned and shared keys, against the usual one', () => {
  const [H, K] = [4, 2];
  const one = { architecture: 'transformer', heads: H, layers: 1 };
  const usual = bytesOf(one);
  const varied = bytesOf({ ...one, norm: 'rms', positions: 'rope', keyValueHeads: K });
  // Each of three norms has no bias and no gradient of one; there is no table of positions; columns of keys and values
  // are gone that attention reads three times and writes once, and that belong to a linear layer; three kernels read angles.
  const norms = 3 * 2 * D;
  const positions = M * D + T * D + M * D + (M * D + 8 * D);
  const gone = 2 * D * (1 - K / H);
  const attention = 4 * M * gone;
  const linear = 2 * M * gone + 3 * D * gone + 2 * gone;
  const angles = 3 * 2 * T * (D / H);
  expect(usual - varied).toBe(4 * (norms + positions + attention + linear - angles));
});

test('gates in the place of GELU', () => {
  const one = { architecture: 'transformer', heads: 2, layers: 1 };
  // 8D/3, rounded up to a multiple of 8.
  const F = 24;
  const moved = (inner: number, hidden: number, activation: number): number => {
    const first = M * D + D * inner + inner + M * inner + (2 * M * D + 2 * D * inner + inner + M * inner);
    const second = M * hidden + hidden * D + M * D + (2 * M * hidden + 2 * hidden * D + M * D);
    return first + activation + second;
  };
  // Forward gates and values, and what comes out; backward those and their gradients.
  const gates = 3 * M * F + 5 * M * F;
  // Products do it at their edge, and move only what the other of them needs.
  const gelu = 2 * M * 4 * D;
  expect(bytesOf({ ...one, activation: 'swiglu' }) - bytesOf(one)).toBe(
    4 * (moved(2 * F, F, gates) - moved(4 * D, 4 * D, gelu)),
  );
  expect(bytesOf({ ...one, activation: 'relu2' })).toBe(bytesOf(one));
});

const recurrentEnds = (): number => {
  const embedding = M + V * D + M * D + (M + M * D + V * D);
  const head = M * D + D * V + V + M * V + (2 * M * D + 2 * D * V + V + M * V);
  return embedding + head + crossEntropy;
};

test('RNN of two layers', () => {
  const [sums, matrix, bias] = [M * D, D * D, D];
  const forward = M * D + matrix + bias + sums + (2 * sums + matrix + bias + M * D);
  const backward = M * D + matrix + M * D + sums + (2 * M * D + 2 * matrix + sums + bias) + (M * D + sums + matrix);
  expect(bytesOf({ architecture: 'rnn', layers: 2 })).toBe(4 * (2 * (forward + backward) + recurrentEnds()));
});

test('GRU of two layers', () => {
  const [sums, matrix, bias] = [3 * M * D, 3 * D * D, 3 * D];
  const forward = M * D + matrix + bias + sums + (2 * sums + matrix + bias + 3 * M * D);
  const walkBack = sums + matrix + 3 * M * D + 2 * sums;
  const products = 2 * M * D + 2 * matrix + sums + bias + (M * D + sums + matrix) + (sums + bias);
  expect(bytesOf({ architecture: 'gru', layers: 2 })).toBe(4 * (2 * (forward + walkBack + products) + recurrentEnds()));
});

test('LSTM of two layers', () => {
  const gates = 4 * M * D;
  const matrix = 4 * D * D;
  const bias = 4 * D;
  const forward = 3 * bias + (M * D + matrix + bias + gates) + (2 * gates + matrix + 3 * M * D);
  const backward =
    gates + matrix + 2 * M * D + gates + (2 * M * D + 2 * matrix + gates + bias) + (M * D + gates + matrix);
  expect(bytesOf({ architecture: 'lstm', layers: 2 })).toBe(4 * (2 * (forward + backward) + recurrentEnds()));
});

test('the update of AdamW moves eight numbers for each parameter, that of SGD six', () => {
  expect(updateBytes(optimizers.adamw, 100)).toBe(3200);
  expect(updateBytes(optimizers.sgd, 100)).toBe(2400);
});

test('a step is its passes and its update', () => {
  const chosen = experiment({ architecture: 'transformer', heads: 2, layers: 1 });
  const parameters = V * D + 8 * D + 12 * D * D + 13 * D + 2 * D;
  const { definition, settings } = chosen.model;
  const update = updateBytes(chosen.optimizer.definition, parameters);
  expect(stepBytes(chosen, V, B, T)).toBe(passBytes(definition, settings, V, B, T) + update);
});
