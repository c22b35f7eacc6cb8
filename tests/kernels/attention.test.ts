/** Flash attention on the device against plain loops in double precision, and its causality to the last bit. */
import { describe, expect, test } from 'vitest';
import { attentionCases } from '../../shaders/flash-attention/cases.ts';
import { attentionKernels, type AttentionShape } from '../../shaders/flash-attention/kernel.ts';
import { attentionGradientReference, attentionReference } from '../../shaders/flash-attention/reference.ts';
import { attentionVariants, type AttentionVariant } from '../../shaders/flash-attention/variants.ts';
import { differingWord, dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const outputLength = ({ batch, time, heads, headWidth }: AttentionShape): number => batch * time * heads * headWidth;

const forward = (shape: AttentionShape, qkv: Data, variant: AttentionVariant): Promise<Buffers> =>
  run([dispatch(attentionKernels(variant).forward, shape)], { qkv });

function forwardAndBackward(shape: AttentionShape, inputs: Buffers, variant: AttentionVariant): Promise<Buffers> {
  const kernels = attentionKernels(variant);
  return run(
    [kernels.forward, kernels.backwardQuery, kernels.backwardKeyValue].map((kernel) => dispatch(kernel, shape)),
    inputs,
  );
}

const label = ({ batch, time, heads, headWidth }: AttentionShape): string =>
  `B ${batch}, T ${time}, H ${heads}, D/H ${headWidth}`;

const cases = attentionVariants.flatMap((variant) =>
  attentionCases.map((shape) => [variant.id, label(shape), shape, variant] as const),
);

test.each(cases)('%s, %s: as the reference', async (_id, _label, shape, variant) => {
  const qkv = normal(3 * outputLength(shape), 1);
  const outputGradient = normal(outputLength(shape), 2);
  const expected = attentionReference(qkv, shape);
  const actual = await forwardAndBackward(shape, { qkv, outputGradient }, variant);
  expect(relativeError(actual['output'], expected.output)).toBeLessThan(2e-6);
  expect(relativeError(actual['logSumExp'], expected.logSumExp)).toBeLessThan(2e-6);
  expect(relativeError(actual['gradient'], attentionGradientReference(qkv, outputGradient, shape))).toBeLessThan(5e-6);
});

describe.each(attentionVariants)('identities of $id', (variant) => {
  const shape: AttentionShape = { batch: 2, time: 17, heads: 2, headWidth: 12 };
  const rowLength = 3 * shape.heads * shape.headWidth;

  test('a later token changes no earlier output, not by one bit', async () => {
    const qkv = normal(3 * outputLength(shape), 1);
    const changed = qkv.slice();
    const at = 10;
    changed.set(normal(rowLength, 9, 5), at * rowLength);
    const [before, after] = [await forward(shape, qkv, variant), await forward(shape, changed, variant)];
    const earlier = (at * rowLength) / 3;
    const [first, second] = [before['output'], after['output']];
    if (!first || !second) throw new Error('no output');
    expect(differingWord(first.subarray(0, earlier), second.subarray(0, earlier))).toBe(-1);
    expect(differingWord(first.subarray(earlier), second.subarray(earlier))).toBe(0);
    const otherSequence = shape.time * (rowLength / 3);
    expect(differingWord(first.subarray(otherSequence), second.subarray(otherSequence))).toBe(-1);
  });

  test('what is not a number in one sequence stays in it', async () => {
    const qkv = normal(3 * outputLength(shape), 1);
    qkv.fill(NaN, qkv.length / 2);
    const outputGradient = normal(outputLength(shape), 2);
    const { output, gradient } = await forwardAndBackward(shape, { qkv, outputGradient }, variant);
    for (const [data, length] of [
      [output, outputLength(shape)],
      [gradient, qkv.length],
    ] as const) {
      expect([...(data?.subarray(0, length / 2) ?? [NaN])].every(Number.isFinite)).toBe(true);
    }
  });

  test('huge scores pick one key and stay finite', async () => {
    const qkv = normal(3 * outputLength(shape), 1, 300);
    const outputGradient = normal(outputLength(shape), 2);
    const expected = attentionReference(qkv, shape);
    const actual = await forwardAndBackward(shape, { qkv, outputGradient }, variant);
    expect(relativeError(actual['output'], expected.output)).toBeLessThan(1e-2);
    expect([...(actual['gradient'] ?? [])].every(Number.isFinite)).toBe(true);
  });
});
