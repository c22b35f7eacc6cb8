/** Global gradient norm, clip factor and the count of what is not finite, over several tensors. */
import { describe, expect, test } from 'vitest';
import { gradNormCases } from '../../shaders/grad-norm/cases.ts';
import { clipIndex, gradNormFinish, gradSquares, slotLength } from '../../shaders/grad-norm/kernel.ts';
import { gradNormReference } from '../../shaders/grad-norm/reference.ts';
import { dispatch, run, type Data } from './harness.ts';
import { normal } from './numbers.ts';

async function clipOf(
  tensors: readonly Data[],
  limit: number,
  loss = 1,
): Promise<Record<keyof typeof clipIndex, number>> {
  const slots = await run(
    tensors.map(({ length }, k) =>
      dispatch(gradSquares, { length }, { gradient: `gradient${k}`, partials: `slot${k}` }),
    ),
    Object.fromEntries(tensors.map((tensor, k) => [`gradient${k}`, tensor])),
  );
  const partials = new Float32Array(tensors.reduce((sum, { length }) => sum + slotLength(length), 0));
  let at = 0;
  tensors.forEach(({ length }, k) => {
    partials.set(slots[`slot${k}`] ?? [], at);
    at += slotLength(length);
  });
  const finished = await run([dispatch(gradNormFinish, { slots: partials.length })], {
    partials,
    limit: Float32Array.of(limit),
    loss: Float32Array.of(loss),
  });
  const value = (key: keyof typeof clipIndex): number => finished['clip']?.[clipIndex[key]] ?? NaN;
  return { norm: value('norm'), factor: value('factor'), nonFinite: value('nonFinite') };
}

const tensorsOf = (lengths: readonly number[], scale = 1): Float32Array<ArrayBuffer>[] =>
  lengths.map((length, k) => normal(length, 20 + k, scale));

const relative = (actual: number, expected: number): number => Math.abs(actual - expected) / expected;

test.each(gradNormCases.map((lengths) => [lengths.join(' + '), lengths] as const))(
  '%s elements',
  async (_, lengths) => {
    const tensors = tensorsOf(lengths);
    const unclipped = await clipOf(tensors, 0);
    expect(relative(unclipped.norm, gradNormReference(tensors, 0).norm)).toBeLessThan(1e-6);
    expect(unclipped.factor).toBe(1);
    expect(unclipped.nonFinite).toBe(0);
    const clipped = await clipOf(tensors, 0.5);
    expect(relative(clipped.factor, gradNormReference(tensors, 0.5).factor)).toBeLessThan(1e-6);
  },
);

test('a limit above the norm clips nothing, and a zero gradient has norm 0', async () => {
  const [small] = tensorsOf([65], 0.01);
  expect((await clipOf([small ?? new Float32Array()], 1)).factor).toBe(1);
  expect(await clipOf([new Float32Array(65)], 1)).toEqual({ norm: 0, factor: 1, nonFinite: 0 });
});

test('the norm is raised by 1e-6 before it divides, as in PyTorch', async () => {
  const { factor } = await clipOf([Float32Array.of(1e-6)], 1e-6);
  expect(relative(factor, 0.5)).toBeLessThan(1e-6);
});

describe('what is not finite', () => {
  test.each([NaN, Infinity, -Infinity])('%s is counted, and the factor becomes 0', async (value) => {
    const tensors = tensorsOf([300, 70]);
    tensors[0]?.fill(value, 5, 8);
    tensors[1]?.fill(value, 69);
    const { factor, nonFinite } = await clipOf(tensors, 1);
    expect(nonFinite).toBe(4);
    expect(factor).toBe(0);
  });

  test.each([NaN, Infinity, -Infinity])('a loss of %s counts as one, though every gradient is finite', async (loss) => {
    const tensors = tensorsOf([300, 70]);
    const { factor, nonFinite } = await clipOf(tensors, 1, loss);
    const expected = gradNormReference(tensors, 1, loss);
    expect({ factor, nonFinite }).toEqual({ factor: expected.factor, nonFinite: expected.nonFinite });
    expect(nonFinite).toBe(1);
  });

  test('squares that overflow are noticed, though every element is finite', async () => {
    const { factor, nonFinite } = await clipOf([Float32Array.of(1, 1e30, 1)], 1);
    expect(nonFinite).toBe(1);
    expect(factor).toBe(0);
  });
});
