/** What every variant of attention has to do: output, statistics and gradients as the reference has them. */
import { expect } from 'vitest';
import { attentionDropping } from '../../shaders/flash-attention/dropping.ts';
import { attentionKernels, packedWidth, type AttentionShape } from '../../shaders/flash-attention/kernel.ts';
import {
  attentionGradientReference,
  attentionReference,
  type AttentionProblem,
} from '../../shaders/flash-attention/reference.ts';
import type { AttentionVariant } from '../../shaders/flash-attention/variants.ts';
import { rotaryTable } from '../../src/engine/ops/attentionShape.ts';
import { dispatch, run, type Buffers, type Data } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

export const outputLength = ({ batch, time, heads, headWidth }: AttentionShape): number =>
  batch * time * heads * headWidth;

export const qkvLength = (shape: AttentionShape): number => shape.batch * shape.time * packedWidth(shape);

/** What positions, masks and dropout ask for beside the matrices. */
const optionsOf = ({ time, headWidth, positions, mask, prefix = 0, dropped }: AttentionProblem): Buffers => ({
  ...(positions === 'rope' && { turns: rotaryTable({ time, headWidth }) }),
  ...(mask === 'prefix' && !dropped && { prefix: Uint32Array.of(prefix) }),
  ...(dropped && { dropping: attentionDropping(dropped.seed, dropped.stream, dropped.rate, prefix) }),
});

export const forward = (shape: AttentionProblem, qkv: Data, variant: AttentionVariant): Promise<Buffers> =>
  run([dispatch(attentionKernels(variant, shape).forward, shape)], { qkv, ...optionsOf(shape) });

export function forwardAndBackward(
  shape: AttentionProblem,
  inputs: Buffers,
  variant: AttentionVariant,
): Promise<Buffers> {
  const kernels = attentionKernels(variant, shape);
  return run(
    [kernels.forward, kernels.backwardQuery, kernels.backwardKeyValue].map((kernel) => dispatch(kernel, shape)),
    { ...inputs, ...optionsOf(shape) },
  );
}

export const label = (shape: AttentionProblem): string => {
  const { batch, time, heads, headWidth, keyValueHeads = heads, prefix = 0, positions = 'none' } = shape;
  return `B ${batch}, T ${time}, H ${heads}/${keyValueHeads}, D/H ${headWidth}, prefix ${prefix}, ${positions}`;
};

export async function checkAttention(shape: AttentionProblem, variant: AttentionVariant): Promise<void> {
  const qkv = normal(qkvLength(shape), 1);
  const outputGradient = normal(outputLength(shape), 2);
  const expected = attentionReference(qkv, shape);
  const actual = await forwardAndBackward(shape, { qkv, outputGradient }, variant);
  expect(relativeError(actual['output'], expected.output), label(shape)).toBeLessThan(2e-6);
  expect(relativeError(actual['logSumExp'], expected.logSumExp), label(shape)).toBeLessThan(2e-6);
  const gradient = attentionGradientReference(qkv, outputGradient, shape);
  expect(relativeError(actual['gradient'], gradient), label(shape)).toBeLessThan(5e-6);
}
