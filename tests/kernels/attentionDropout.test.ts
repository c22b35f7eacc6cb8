/** Dropout of attention weights on the device: the masks of plain loops, forward and backward alike, with every option. */
import { describe, expect, test } from 'vitest';
import { attentionDropCases } from '../../shaders/flash-attention/cases.ts';
import { attentionKernels } from '../../shaders/flash-attention/kernel.ts';
import type { AttentionProblem } from '../../shaders/flash-attention/reference.ts';
import { attentionVariants, fitsSubgroups } from '../../shaders/flash-attention/variants.ts';
import { subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { checkAttention, forwardAndBackward, outputLength, qkvLength } from './attentionChecks.ts';
import { openDevice, type Buffers } from './harness.ts';
import { normal } from './numbers.ts';

const { adapterInfo, features } = await openDevice();
const lanes = subgroupLanes(adapterInfo, features.has('subgroups'));

describe.each(attentionVariants.filter((variant) => fitsSubgroups(variant, lanes)))('$id', (variant) => {
  test.each(attentionDropCases)('as the reference: %o', async (shape) => {
    await checkAttention(shape, variant);
  });

  test('seed, stream and rate are data, and a rate of 0 gives the bits of no dropout', async () => {
    const sizes: AttentionProblem = { batch: 2, time: 9, heads: 2, headWidth: 4 };
    const with0: AttentionProblem = { ...sizes, drops: true, dropped: { rate: 0, seed: 1, stream: 2 } };
    const ran = (shape: AttentionProblem): Promise<Buffers> => {
      const inputs = { qkv: normal(qkvLength(shape), 1), outputGradient: normal(outputLength(shape), 2) };
      return forwardAndBackward(shape, inputs, variant);
    };
    const [plain, nothing] = [await ran(sizes), await ran(with0)];
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
