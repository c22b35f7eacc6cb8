/** QK-norm and its gradients on the heap against plain loops in double precision. */
import { describe, expect, test } from 'vitest';
import { headNormCases } from '../../../shaders/head-norm/cases.ts';
import { headNormGradientReference, headNormReference } from '../../../shaders/head-norm/reference.ts';
import { normal, relativeError } from '../numbers.ts';
import { machines, out } from './harness.ts';

const all = await machines();

describe.each(all)('$name', ({ run }) => {
  test.each(headNormCases)('%o', (shape) => {
    const { rows, heads, keyValueHeads, headWidth, epsilon } = shape;
    const length = rows * (heads + 2 * keyValueHeads) * headWidth;
    const [qkv, upstream] = [normal(length, 1, 2), normal(length, 2)];
    const [queryGain, keyGain] = [normal(headWidth, 3), normal(headWidth, 4)];
    const sizes = [heads, keyValueHeads, headWidth];
    const [output, inverses = new Float32Array()] = run({
      kernel: 'headNorm',
      args: [qkv, queryGain, keyGain, out(length), out(rows * (heads + keyValueHeads)), ...sizes, epsilon],
      units: rows,
    });
    expect(relativeError(output, headNormReference(qkv, queryGain, keyGain, shape))).toBeLessThan(1e-6);
    const expected = headNormGradientReference(qkv, queryGain, keyGain, upstream, shape);
    const [gradient] = run({
      kernel: 'headNormGradient',
      args: [qkv, queryGain, keyGain, inverses, upstream, out(length), ...sizes],
      units: rows,
    });
    expect(relativeError(gradient, expected.input)).toBeLessThan(2e-6);
    const [forQueryGain, forKeyGain] = run({
      kernel: 'headNormGains',
      args: [qkv, inverses, upstream, out(headWidth), out(headWidth), rows, ...sizes],
      units: Math.ceil(headWidth / 16),
    });
    expect(relativeError(forQueryGain, expected.queryGain)).toBeLessThan(2e-6);
    expect(relativeError(forKeyGain, expected.keyGain)).toBeLessThan(2e-6);
  });
});
