/** Softmax cross-entropy on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { crossEntropyCases } from '../../shaders/cross-entropy/cases.ts';
import {
  crossEntropyBackward,
  crossEntropyLoss,
  crossEntropyStatistics,
  type CrossEntropyShape,
} from '../../shaders/cross-entropy/kernel.ts';
import { crossEntropyGradientReference, crossEntropyReference } from '../../shaders/cross-entropy/reference.ts';
import { below, streams } from '../../src/domain/core/random.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

interface Inputs {
  readonly logits: Data;
  readonly targets: Data;
  readonly upstream: number;
  /** With a share of 1, losses are those of rows. */
  readonly share?: number;
  readonly smoothing?: number;
  readonly weights?: Data;
}

function forwardAndBackward(shape: CrossEntropyShape, inputs: Inputs): Promise<Buffers> {
  const { logits, targets, upstream, share = 1, smoothing = 0, weights } = inputs;
  const weighted = weights !== undefined;
  return run(
    [crossEntropyStatistics, crossEntropyLoss(weighted), crossEntropyBackward(weighted)].map((kernel) =>
      dispatch(kernel, shape),
    ),
    {
      logits,
      targets,
      terms: Float32Array.of(share, smoothing),
      upstream: Float32Array.of(upstream),
      ...(weights && { weights }),
    },
  );
}

/** Every fifth row ignored, unless there is only one. */
const targetsFor = ({ rows, vocabulary }: CrossEntropyShape): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: rows }, (_, row) => (row % 5 === 2 ? -1 : below(1, streams.task, row, vocabulary)));

const label = ({ rows, vocabulary, smooths }: CrossEntropyShape): string =>
  `M ${rows}, V ${vocabulary}${smooths ? ', smoothed' : ''}`;

test.each(crossEntropyCases.map((shape) => [label(shape), shape] as const))(
  '%s: as the reference',
  async (_, shape) => {
    const { rows, vocabulary, smooths } = shape;
    const logits = normal(rows * vocabulary, 3, 3);
    const targets = targetsFor(shape);
    const scale = Math.fround(0.37 / rows);
    const smoothing = smooths ? Math.fround(0.1) : 0;
    const actual = await forwardAndBackward(shape, { logits, targets, upstream: scale, smoothing });
    const gradient = actual['gradient'] ?? new Float32Array();
    const expected = crossEntropyReference(logits, targets, vocabulary, { smoothing });
    expect(relativeError(actual['loss'], expected)).toBeLessThan(1e-6);
    const expectedGradient = crossEntropyGradientReference(logits, targets, vocabulary, scale, { smoothing });
    expect(relativeError(gradient, expectedGradient)).toBeLessThan(2e-6);
    const rowGradients = Array.from(targets, (_target, row) => [
      ...gradient.subarray(row * vocabulary, (row + 1) * vocabulary),
    ]);
    const sums = rowGradients.map((values) => Math.abs(values.reduce((sum, value) => sum + value, 0)));
    expect(Math.max(...sums) / scale).toBeLessThan(5e-6);
    const ignored = rowGradients.filter((_values, row) => (targets[row] ?? NaN) < 0);
    expect(ignored.flat().every((value) => value === 0)).toBe(true);
  },
);

test.each([0, 0.1])('large logits lose no digits, smoothed by %d', async (wanted) => {
  const smoothing = Math.fround(wanted);
  const shape: CrossEntropyShape = { rows: 6, vocabulary: 70, smooths: smoothing > 0 };
  const spread = normal(shape.rows * shape.vocabulary, 4);
  // Row 5: one logit far above all others, whose loss is nearly 0 and whose exponentials underflow.
  const offsets = [0, 30000, -30000, 1e6, -1e6, 0];
  const logits = spread.map((value, i) => Math.fround(value + (offsets[Math.floor(i / shape.vocabulary)] ?? 0)));
  logits[5 * shape.vocabulary + 1] = 2e4;
  const targets = new Int32Array(shape.rows).fill(1);
  const actual = await forwardAndBackward(shape, { logits, targets, upstream: 1, smoothing });
  const expected = crossEntropyReference(logits, targets, shape.vocabulary, { smoothing });
  expect(relativeError(actual['loss'], expected)).toBeLessThan(1e-6);
  const gradient = crossEntropyGradientReference(logits, targets, shape.vocabulary, 1, { smoothing });
  expect(relativeError(actual['gradient'], gradient)).toBeLessThan(2e-6);
});

test('the share of a row scales its loss and its gradient', async () => {
  const shape: CrossEntropyShape = { rows: 5, vocabulary: 9, smooths: false };
  const [logits, targets] = [normal(45, 5), targetsFor(shape)];
  const whole = await forwardAndBackward(shape, { logits, targets, upstream: 1 });
  const quarter = await forwardAndBackward(shape, { logits, targets, upstream: 0.5, share: 0.5 });
  expect(quarter['loss']).toEqual(whole['loss']?.map((value) => value / 2));
  expect(quarter['gradient']).toEqual(whole['gradient']?.map((value) => value / 4));
});

test.each([false, true])('rows by their weights, smoothed: %s', async (smooths) => {
  const shape: CrossEntropyShape = { rows: 67, vocabulary: 66, smooths };
  const smoothing = smooths ? 0.25 : 0;
  const [logits, targets] = [normal(67 * 66, 6, 2), targetsFor(shape)];
  // Weights of 0 are as good as no target.
  const weights = normal(67, 7).map((value, row) => (row % 4 === 1 ? 0 : Math.abs(value)));
  const actual = await forwardAndBackward(shape, { logits, targets, upstream: 1, smoothing, weights });
  const expected = crossEntropyReference(logits, targets, 66, { smoothing, weights });
  expect(relativeError(actual['loss'], expected)).toBeLessThan(1e-6);
  const gradient = crossEntropyGradientReference(logits, targets, 66, 1, { smoothing, weights });
  expect(relativeError(actual['gradient'], gradient)).toBeLessThan(2e-6);
  expect(actual['gradient']?.subarray(66, 132).every((value) => value === 0)).toBe(true);
});

test('a weight of 1 changes no bit', async () => {
  const shape: CrossEntropyShape = { rows: 9, vocabulary: 70, smooths: false };
  const [logits, targets] = [normal(630, 8), targetsFor(shape)];
  const without = await forwardAndBackward(shape, { logits, targets, upstream: 1 });
  const weights = new Float32Array(9).fill(1);
  const ones = await forwardAndBackward(shape, { logits, targets, upstream: 1, weights });
  expect(ones['loss']).toEqual(without['loss']);
  expect(ones['gradient']).toEqual(without['gradient']);
});
