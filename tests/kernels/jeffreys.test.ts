/** The divergence on the device against plain loops, the loops' gradient against their finite differences, and identities. */
import { expect, test } from 'vitest';
import { jeffreysCases } from '../../shaders/jeffreys/cases.ts';
import { jeffreysBackward, jeffreysLoss, type JeffreysShape } from '../../shaders/jeffreys/kernel.ts';
import { jeffreysGradientReference, jeffreysReference } from '../../shaders/jeffreys/reference.ts';
import { dispatch, run, type Buffers } from './harness.ts';
import { gradientError, normal, relativeError } from './numbers.ts';

const targetsOf = (rows: number): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: rows }, (_, row) => (row % 5 === 4 ? -1 : row % 2));

const ranOn = (shape: JeffreysShape, a: Float32Array<ArrayBuffer>, b: Float32Array<ArrayBuffer>): Promise<Buffers> =>
  run(
    [
      dispatch(jeffreysLoss, shape),
      dispatch(jeffreysBackward, shape, { gradient: 'gradientA' }),
      dispatch(jeffreysBackward, shape, { a: 'b', b: 'a', gradient: 'gradientB' }),
    ],
    { a, b, targets: targetsOf(shape.rows), scale: Float32Array.of(0.25), upstream: Float32Array.of(0.5) },
  );

test.each(jeffreysCases.flatMap((shape) => [1, 4].map((spread) => ({ ...shape, spread }))))(
  '$rows rows of $vocabulary, logits of spread $spread',
  async ({ rows, vocabulary, spread }) => {
    const [a, b] = [normal(rows * vocabulary, 61, spread), normal(rows * vocabulary, 62, spread)];
    const targets = targetsOf(rows);
    const { loss, gradientA, gradientB } = await ranOn({ rows, vocabulary }, a, b);
    expect(
      relativeError(
        loss,
        jeffreysReference(a, b, targets).map((value) => 0.25 * value),
      ),
    ).toBeLessThan(2e-5);
    expect(relativeError(gradientA, jeffreysGradientReference(a, b, targets, 0.125))).toBeLessThan(2e-5);
    expect(relativeError(gradientB, jeffreysGradientReference(b, a, targets, 0.125))).toBeLessThan(2e-5);
  },
);

test('nothing, to the last bit, where both sides are the same', async () => {
  const logits = normal(70 * 81, 63, 3);
  const { loss, gradientA, gradientB } = await ranOn({ rows: 70, vocabulary: 81 }, logits, logits.slice());
  for (const found of [loss, gradientA, gradientB]) expect(found?.every((value) => value === 0)).toBe(true);
});

test('adding a number to all logits of a row changes nothing but rounding', async () => {
  const shape = { rows: 7, vocabulary: 30 };
  const [a, b] = [normal(210, 64), normal(210, 65)];
  const [before, after] = [
    await ranOn(shape, a, b),
    await ranOn(
      shape,
      a.map((value) => value + 8),
      b,
    ),
  ];
  for (const name of ['loss', 'gradientA', 'gradientB']) {
    expect(relativeError(after[name], before[name] ?? [])).toBeLessThan(2e-5);
  }
});

test('the gradient of the loops is that of their loss', () => {
  const [a, b] = [Float64Array.from(normal(24, 66)), Float64Array.from(normal(24, 67))];
  const targets = [2, -1, 0, 3, 3, 1];
  const loss = (at: Float64Array): number => jeffreysReference(at, b, targets).reduce((sum, value) => sum + value, 0);
  expect(gradientError(loss, a, jeffreysGradientReference(a, b, targets, 1))).toBeLessThan(1e-7);
});
