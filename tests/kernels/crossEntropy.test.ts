/** Softmax cross-entropy on the device against plain loops in double precision. */
import { expect, test } from 'vitest';
import { amountsOf, crossEntropyCases } from '../../shaders/cross-entropy/cases.ts';
import {
  crossEntropyBackward,
  crossEntropyLoss,
  crossEntropyStatistics,
  type CrossEntropyShape,
  type RowNumbers,
} from '../../shaders/cross-entropy/kernel.ts';
import { crossEntropyGradientReference, crossEntropyReference } from '../../shaders/cross-entropy/reference.ts';
import { below, streams } from '../../src/domain/core/random.ts';
import type { RowTerms } from '../../src/domain/losses/contract.ts';
import { formulaOf } from '../../src/domain/losses/expression/formula.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

interface Inputs {
  readonly logits: Data;
  readonly targets: Data;
  readonly upstream: number;
  /** With a share of 1, losses are those of rows. */
  readonly share?: number;
  readonly terms?: Partial<RowTerms>;
  readonly weights?: Data;
  /** What the weights are. */
  readonly numbers?: RowNumbers;
  /** Done and planned steps. */
  readonly progress?: readonly [number, number];
}

function forwardAndBackward(shape: CrossEntropyShape, inputs: Inputs): Promise<Buffers> {
  const { logits, targets, upstream, share = 1, terms = {}, weights, progress = [0, 0] } = inputs;
  const { numbers = weights ? 'weights' : null } = inputs;
  return run(
    [crossEntropyStatistics, crossEntropyLoss(numbers), crossEntropyBackward(numbers === 'weights')].map((kernel) =>
      dispatch(kernel, shape),
    ),
    {
      logits,
      targets,
      terms: Float32Array.of(
        share,
        terms.smoothing ?? 0,
        terms.focus ?? 0,
        terms.normaliser ?? 0,
        terms.confidence ?? 0,
        ...progress,
      ),
      upstream: Float32Array.of(upstream),
      ...(weights && { weights }),
    },
  );
}

/** Every fifth row ignored, unless there is only one. */
const targetsFor = ({ rows, vocabulary }: CrossEntropyShape): Int32Array<ArrayBuffer> =>
  Int32Array.from({ length: rows }, (_, row) => (row % 5 === 2 ? -1 : below(1, streams.task, row, vocabulary)));

const label = ({ rows, vocabulary, ...parts }: CrossEntropyShape): string =>
  [`M ${rows}, V ${vocabulary}`, ...Object.entries(parts).flatMap(([name, there]) => (there ? [name] : []))].join(', ');

test.each(crossEntropyCases.map((shape) => [label(shape), shape] as const))(
  '%s: as the reference',
  async (_, shape) => {
    const { rows, vocabulary } = shape;
    const logits = normal(rows * vocabulary, 3, 3);
    const targets = targetsFor(shape);
    const scale = Math.fround(0.37 / rows);
    const terms = amountsOf(shape);
    const actual = await forwardAndBackward(shape, { logits, targets, upstream: scale, terms });
    const gradient = actual['gradient'] ?? new Float32Array();
    const expected = crossEntropyReference(logits, targets, vocabulary, terms);
    expect(relativeError(actual['loss'], expected)).toBeLessThan(1e-6);
    const expectedGradient = crossEntropyGradientReference(logits, targets, vocabulary, scale, terms);
    expect(relativeError(gradient, expectedGradient)).toBeLessThan(2e-6);
    const rowGradients = Array.from(targets, (_target, row) => [
      ...gradient.subarray(row * vocabulary, (row + 1) * vocabulary),
    ]);
    // The expected ones of a row sum to 0, but where the log-sum-exp is pulled to 0.
    const sums = rowGradients.map((values, row) =>
      Math.abs(values.reduce((sum, value, v) => sum + value - (expectedGradient[row * vocabulary + v] ?? NaN), 0)),
    );
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
  const actual = await forwardAndBackward(shape, { logits, targets, upstream: 1, terms: { smoothing } });
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
  const actual = await forwardAndBackward(shape, { logits, targets, upstream: 1, terms: { smoothing }, weights });
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

const everything: CrossEntropyShape = {
  rows: 6,
  vocabulary: 70,
  smooths: true,
  focuses: true,
  normalises: true,
  penalises: true,
};

test('amounts of 0 are cross-entropy, whatever parts are there', async () => {
  const plain: CrossEntropyShape = { rows: 6, vocabulary: 70, smooths: false };
  const inputs = { logits: normal(420, 9, 3), targets: targetsFor(plain), upstream: 1 };
  const [without, zeros] = [await forwardAndBackward(plain, inputs), await forwardAndBackward(everything, inputs)];
  expect(relativeError(zeros['loss'], without['loss'] ?? [])).toBeLessThan(3e-7);
  expect(relativeError(zeros['gradient'], without['gradient'] ?? [])).toBeLessThan(3e-7);
});

test.each([0.5, 2, 5])('sure and hopeless targets stay finite and right: focal %d with all parts', async (focus) => {
  const logits = normal(420, 10);
  // Rows whose target has all of the mass, nearly all, nothing at all.
  [40, 12, 3, -40, -2000].forEach((offset, row) => logits.fill(offset, row * 70 + 1, row * 70 + 2));
  const targets = new Int32Array(6).fill(1);
  const terms = { ...amountsOf(everything), focus };
  const actual = await forwardAndBackward(everything, { logits, targets, upstream: 1, terms });
  expect(relativeError(actual['loss'], crossEntropyReference(logits, targets, 70, terms))).toBeLessThan(2e-6);
  const gradient = crossEntropyGradientReference(logits, targets, 70, 1, terms);
  expect(relativeError(actual['gradient'], gradient)).toBeLessThan(4e-6);
});

test('nearly sure targets keep their digits under a focal factor', async () => {
  const shape: CrossEntropyShape = { rows: 5, vocabulary: 3, smooths: false, focuses: true };
  const logits = Float32Array.from([0.5, 2, 4, 6, 9].flatMap((lead) => [0, lead, 0.25]));
  const targets = new Int32Array(5).fill(1);
  const terms = { focus: 2 };
  const actual = await forwardAndBackward(shape, { logits, targets, upstream: 1, terms });
  const expected = crossEntropyReference(logits, targets, 3, terms);
  // Each for itself: the surest are a millionth of the others.
  actual['loss']?.forEach((loss, row) => expect(Math.abs(loss / (expected[row] ?? NaN) - 1)).toBeLessThan(1e-3));
});

test('a logit that is no number leaves no number', async () => {
  const logits = normal(420, 11).fill(Number.NaN, 70, 140);
  const inputs = { logits, targets: new Int32Array(6).fill(3), upstream: 1, terms: amountsOf(everything) };
  const actual = await forwardAndBackward(everything, inputs);
  expect(actual['loss']?.[1]).toBeNaN();
  expect(actual['loss']?.[2]).not.toBeNaN();
  expect(actual['gradient']?.subarray(70, 140).every(Number.isNaN)).toBe(true);
});

test('a formula in the place of the surprise: −log p changes no bit, focal loss and entropy are what they are', async () => {
  const plain: CrossEntropyShape = { rows: 33, vocabulary: 257, smooths: false };
  const inputs = { logits: normal(33 * 257, 12, 3), targets: targetsFor(plain), upstream: 0.25 };
  const without = await forwardAndBackward(plain, inputs);
  const surprise = await forwardAndBackward({ ...plain, formula: formulaOf('-log(p)') }, inputs);
  expect(surprise['loss']).toEqual(without['loss']);
  expect(surprise['gradient']).toEqual(without['gradient']);
  const formula = formulaOf('(1 - p)^2 * -log(p) - 0.25 * H');
  const written = await forwardAndBackward({ ...plain, formula }, inputs);
  const amounts = { focus: 2, confidence: 0.25 };
  const { logits, targets } = inputs;
  expect(relativeError(written['loss'], crossEntropyReference(logits, targets, 257, amounts))).toBeLessThan(2e-6);
  const gradient = crossEntropyGradientReference(logits, targets, 257, 0.25, amounts);
  expect(relativeError(written['gradient'], gradient)).toBeLessThan(4e-6);
});

test('sure and hopeless targets stay finite under a formula that goes to infinity at both ends', async () => {
  const logits = normal(420, 10);
  [60, 40, 12, -12, -40, -2000].forEach((offset, row) => logits.fill(offset, row * 70 + 1, row * 70 + 2));
  const shape: CrossEntropyShape = {
    rows: 6,
    vocabulary: 70,
    smooths: false,
    formula: formulaOf('1/p - log(1 - p) + p^0.5'),
  };
  const actual = await forwardAndBackward(shape, { logits, targets: new Int32Array(6).fill(1), upstream: 1 });
  expect(actual['loss']?.every(Number.isFinite)).toBe(true);
  expect(actual['gradient']?.every(Number.isFinite)).toBe(true);
});

test('a formula knows its target, how frequent it is, and the step', async () => {
  const shape: CrossEntropyShape = {
    rows: 6,
    vocabulary: 70,
    smooths: false,
    formula: formulaOf('y + f * step / steps + 0 * p'),
  };
  const targets = Int32Array.of(0, 3, 69, -1, 12, 7);
  const actual = await forwardAndBackward(shape, {
    logits: normal(420, 13),
    targets,
    upstream: 1,
    weights: Float32Array.of(0.5, 0.25, 0.125, 1, 0.5, 0.25),
    numbers: 'frequencies',
    progress: [8, 16],
  });
  expect([...(actual['loss'] ?? [])]).toEqual([0.25, 3.125, 69.0625, 0, 12.25, 7.125]);
  expect(actual['gradient']?.every((value) => value === 0)).toBe(true);
});
