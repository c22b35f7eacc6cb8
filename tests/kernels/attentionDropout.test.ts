/** Dropout of attention weights on the device: the masks of plain loops, forward and backward alike, with every option. */
import { describe, expect, test } from 'vitest';
import { attentionDropCases } from '../../shaders/flash-attention/cases.ts';
import { attentionDropping } from '../../shaders/flash-attention/dropping.ts';
import { attentionKernels, packedWidth } from '../../shaders/flash-attention/kernel.ts';
import {
  attentionGradientReference,
  attentionReference,
  type AttentionProblem,
} from '../../shaders/flash-attention/reference.ts';
import { attentionVariants, type AttentionVariant } from '../../shaders/flash-attention/variants.ts';
import { rotaryTable } from '../../src/engine/ops/attentionShape.ts';
import { dispatch, run, type Buffers } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const lengthsOf = (shape: AttentionProblem): readonly [qkv: number, output: number] => {
  const rows = shape.batch * shape.time;
  return [rows * packedWidth(shape), rows * shape.heads * shape.headWidth];
};

function ranOn(shape: AttentionProblem, variant: AttentionVariant): Promise<Buffers> {
  const { time, headWidth, positions, prefix = 0, dropped } = shape;
  const kernels = attentionKernels(variant, shape);
  const [qkv, output] = lengthsOf(shape);
  return run(
    [kernels.forward, kernels.backwardQuery, kernels.backwardKeyValue].map((kernel) => dispatch(kernel, shape)),
    {
      qkv: normal(qkv, 1),
      outputGradient: normal(output, 2),
      ...(positions === 'rope' && { turns: rotaryTable({ time, headWidth }) }),
      ...(dropped && { dropping: attentionDropping(dropped.seed, dropped.stream, dropped.rate, prefix) }),
    },
  );
}

describe.each(attentionVariants)('$id', (variant) => {
  test.each(attentionDropCases)('as the reference: %o', async (shape) => {
    const [qkvLength, outputLength] = lengthsOf(shape);
    const [qkv, outputGradient] = [normal(qkvLength, 1), normal(outputLength, 2)];
    const actual = await ranOn(shape, variant);
    const expected = attentionReference(qkv, shape);
    expect(relativeError(actual['output'], expected.output)).toBeLessThan(2e-6);
    expect(relativeError(actual['logSumExp'], expected.logSumExp)).toBeLessThan(2e-6);
    expect(relativeError(actual['gradient'], attentionGradientReference(qkv, outputGradient, shape))).toBeLessThan(
      5e-6,
    );
  });

  test('seed, stream and rate are data, and a rate of 0 gives the bits of no dropout', async () => {
    const sizes: AttentionProblem = { batch: 2, time: 9, heads: 2, headWidth: 4 };
    const with0: AttentionProblem = { ...sizes, drops: true, dropped: { rate: 0, seed: 1, stream: 2 } };
    const [plain, nothing] = [await ranOn(sizes, variant), await ranOn(with0, variant)];
    expect(nothing['output']).toEqual(plain['output']);
    expect(nothing['gradient']).toEqual(plain['gradient']);
    const text = (dropped: AttentionProblem['dropped']): string =>
      attentionKernels(variant, with0).forward.code({ ...with0, ...(dropped && { dropped }) });
    expect(text({ rate: 0.5, seed: 9, stream: 9 })).toBe(text(with0.dropped));
  });

  test('no kernel binds more than eight buffers, which is all that every device grants', () => {
    for (const mask of ['causal', 'prefix'] as const) {
      for (const positions of ['none', 'rope', 'alibi'] as const) {
        for (const { bindings } of Object.values(attentionKernels(variant, { positions, mask, drops: true }))) {
          expect(bindings.length).toBeLessThanOrEqual(8);
        }
      }
    }
  });
});
