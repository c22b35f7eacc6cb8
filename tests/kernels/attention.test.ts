/** Flash attention on the device against plain loops in double precision, and what its options promise to the last bit. */
import { describe, expect, test } from 'vitest';
import { attentionCases, attentionOptionCases } from '../../shaders/flash-attention/cases.ts';
import { attentionKernels, widestLanesHead, type AttentionShape } from '../../shaders/flash-attention/kernel.ts';
import {
  attentionGradientReference,
  attentionReference,
  type AttentionProblem,
} from '../../shaders/flash-attention/reference.ts';
import { attentionVariants, fitsSubgroups, type AttentionVariant } from '../../shaders/flash-attention/variants.ts';
import { subgroupLanes } from '../../src/engine/gpu/adapter.ts';
import { checkAttention, forward, forwardAndBackward, label, outputLength, qkvLength } from './attentionChecks.ts';
import { differingWord, openDevice } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const { adapterInfo, features } = await openDevice();
const lanes = subgroupLanes(adapterInfo, features.has('subgroups'));
const runnable = attentionVariants.filter((variant) => fitsSubgroups(variant, lanes));
const everywhere = attentionVariants.filter(({ owns }) => owns !== 'lanes');

/**
 * A case costs seconds of compiling on a software adapter: variants that run everywhere share the options, and only one has
 * the widest heads. Those of subgroups have all options, and the heads that they are for.
 */
function casesOf(variant: AttentionVariant): readonly AttentionProblem[] {
  if (variant.owns === 'lanes') {
    return [...attentionCases, ...attentionOptionCases].filter(({ headWidth }) => headWidth <= widestLanesHead);
  }
  const place = everywhere.indexOf(variant);
  return [
    ...(place === 0 ? attentionCases : attentionCases.filter(({ headWidth }) => headWidth < 32 || headWidth === 65)),
    ...attentionOptionCases.filter((_, i) => i % everywhere.length === place),
  ];
}

const cases = runnable.flatMap((variant) =>
  casesOf(variant).map((shape) => [variant.id, label(shape), shape, variant] as const),
);

test('the adapter of the tests has subgroups of one size, and a variant for them', () => {
  expect(runnable.map(({ id }) => id)).toEqual(['four-rows', 'shared-rows', 'lanes4']);
});

test.each(cases)('%s, %s: as the reference', async (_id, _label, shape, variant) => {
  await checkAttention(shape, variant);
});

describe.each(runnable)('identities of $id', (variant) => {
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

  test('what lies in the prefix is seen by all, what comes later by none before it', async () => {
    const prefixed = { ...shape, mask: 'prefix', prefix: 6 } as const;
    const qkv = normal(qkvLength(shape), 1);
    const before = (await forward(prefixed, qkv, variant))['output'] ?? new Float32Array();
    const changedAt = async (row: number): Promise<number> => {
      const changed = qkv.slice();
      changed.set(normal(rowLength, 9, 5), row * rowLength);
      const after = (await forward(prefixed, changed, variant))['output'] ?? new Float32Array();
      return Math.floor((3 * differingWord(before, after)) / rowLength);
    };
    expect(await changedAt(5)).toBe(0);
    expect(await changedAt(6)).toBe(6);
  });

  test('one pipeline serves prefixes of every length, and a longer one than the window shows all of it', async () => {
    const prefixes = [0, 1, 7, shape.time, 1000];
    const kernels = attentionKernels(variant, { mask: 'prefix' });
    const qkv = normal(qkvLength(shape), 1);
    const outputGradient = normal(outputLength(shape), 2);
    const texts = prefixes.map((prefix) => {
      const problem: AttentionProblem = { ...shape, mask: 'prefix', prefix };
      return [kernels.forward, kernels.backwardQuery, kernels.backwardKeyValue].map((one) => one.code(problem)).join();
    });
    expect(new Set(texts).size).toBe(1);
    for (const prefix of prefixes) {
      const problem: AttentionProblem = { ...shape, mask: 'prefix', prefix };
      const actual = await forwardAndBackward(problem, { qkv, outputGradient }, variant);
      expect(relativeError(actual['output'], attentionReference(qkv, problem).output)).toBeLessThan(2e-6);
      const expected = attentionGradientReference(qkv, outputGradient, problem);
      expect(relativeError(actual['gradient'], expected)).toBeLessThan(5e-6);
    }
  });

  test('turned queries and keys see distances only: a sequence that begins later gives the same', async () => {
    const [early, late, skipped] = [9, 12, 3];
    const alone: AttentionShape = { batch: 1, time: early, heads: 1, headWidth: 8, positions: 'rope' };
    const qkv = normal(qkvLength(alone), 3);
    // Rows before it that no later query looks at: their keys lie far on the other side of every score.
    const later = new Float32Array(late * 24);
    later.set(qkv, skipped * 24);
    const expected = (await forward(alone, qkv, variant))['output'] ?? [];
    const only = attentionReference(qkv, alone).output;
    expect(relativeError(Float32Array.from(expected), only)).toBeLessThan(2e-6);
    const moved = { ...alone, time: late };
    const { logSumExp = new Float32Array() } = await forward(moved, later, variant);
    const { logSumExp: first = new Float32Array() } = await forward(alone, qkv, variant);
    // Each of the skipped rows, whose keys are zeros, adds e^0 to the sum.
    const sums = first.map((value) => Math.log(Math.exp(value) + skipped));
    expect(relativeError(logSumExp.subarray(skipped), sums)).toBeLessThan(1e-5);
  });

  test('every head of keys its own: the bits of heads that are not shared', async () => {
    const qkv = normal(qkvLength(shape), 1);
    const plain = await forward(shape, qkv, variant);
    const same = await forward(
      { ...shape, keyValueHeads: shape.heads, mask: 'causal', positions: 'none' },
      qkv,
      variant,
    );
    expect(same['output']).toEqual(plain['output']);
  });
});
