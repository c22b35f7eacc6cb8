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

/** With a share of 1, so that losses are those of rows. */
const forwardAndBackward = (
  shape: CrossEntropyShape,
  logits: Data,
  targets: Data,
  upstream: number,
): Promise<Buffers> =>
  run(
    [crossEntropyStatistics, crossEntropyLoss, crossEntropyBackward].map((kernel) => dispatch(kernel, shape)),
    {
      logits,
      targets,
      share: Float32Array.of(1),
      upstream: Float32Array.of(upstream),
    },
  );

/** Every fifth row ignored, unless there is only one. */
const targetsFor = ({ rows, vocabulary }: CrossEntropyShape): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: rows }, (_, row) => (row % 5 === 2 ? -1 : below(1, streams.task, row, vocabulary)));

const label = ({ rows, vocabulary }: CrossEntropyShape): string => `M ${rows}, V ${vocabulary}`;

test.each(crossEntropyCases.map((shape) => [label(shape), shape] as const))(
  '%s: as the reference',
  async (_, shape) => {
    const { rows, vocabulary } = shape;
    const logits = normal(rows * vocabulary, 3, 3);
    const targets = targetsFor(shape);
    const scale = Math.fround(0.37 / rows);
    const actual = await forwardAndBackward(shape, logits, targets, scale);
    const gradient = actual['gradient'] ?? new Float32Array();
    expect(relativeError(actual['loss'], crossEntropyReference(logits, targets, vocabulary))).toBeLessThan(1e-6);
    expect(relativeError(gradient, crossEntropyGradientReference(logits, targets, vocabulary, scale))).toBeLessThan(
      2e-6,
    );
    const rowGradients = Array.from(targets, (_target, row) => [
      ...gradient.subarray(row * vocabulary, (row + 1) * vocabulary),
    ]);
    const sums = rowGradients.map((values) => Math.abs(values.reduce((sum, value) => sum + value, 0)));
    expect(Math.max(...sums) / scale).toBeLessThan(5e-6);
    const ignored = rowGradients.filter((_values, row) => (targets[row] ?? NaN) < 0);
    expect(ignored.flat().every((value) => value === 0)).toBe(true);
  },
);

test('large logits lose no digits', async () => {
  const shape: CrossEntropyShape = { rows: 6, vocabulary: 70 };
  const spread = normal(shape.rows * shape.vocabulary, 4);
  // Row 5: one logit far above all others, whose loss is nearly 0 and whose exponentials underflow.
  const offsets = [0, 30000, -30000, 1e6, -1e6, 0];
  const logits = spread.map((value, i) => Math.fround(value + (offsets[Math.floor(i / shape.vocabulary)] ?? 0)));
  logits[5 * shape.vocabulary + 1] = 2e4;
  const targets = new Int32Array(shape.rows).fill(1);
  const actual = await forwardAndBackward(shape, logits, targets, 1);
  expect(relativeError(actual['loss'], crossEntropyReference(logits, targets, shape.vocabulary))).toBeLessThan(1e-6);
  const expected = crossEntropyGradientReference(logits, targets, shape.vocabulary, 1);
  expect(relativeError(actual['gradient'], expected)).toBeLessThan(2e-6);
});

test('the share of a row scales its loss and its gradient', async () => {
  const shape: CrossEntropyShape = { rows: 5, vocabulary: 9 };
  const [logits, targets] = [normal(45, 5), targetsFor(shape)];
  const whole = await forwardAndBackward(shape, logits, targets, 1);
  const quarter = await run(
    [crossEntropyStatistics, crossEntropyLoss, crossEntropyBackward].map((kernel) => dispatch(kernel, shape)),
    { logits, targets, share: Float32Array.of(0.5), upstream: Float32Array.of(0.5) },
  );
  expect(quarter['loss']).toEqual(whole['loss']?.map((value) => value / 2));
  expect(quarter['gradient']).toEqual(whole['gradient']?.map((value) => value / 4));
});
