/** Rounding to a quantiser's levels on the device: to one of the nearest, and but for ties as the quantiser writes them. */
import { expect, test } from 'vitest';
import { fakeQuantizeCases } from '../../shaders/fake-quantize/cases.ts';
import { fakeQuantize } from '../../shaders/fake-quantize/kernel.ts';
import { roundings } from '../../shaders/fake-quantize/reference.ts';
import { turned } from '../../src/domain/compression/numeric/turned.ts';
import { fakeQuantized } from '../../src/domain/compression/quantizers/fakeQuantize.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';

/** Scales are f16, of 11 bits, and a level is at most so many of them away. */
const f16 = 2 ** -11;

test.each(fakeQuantizeCases)('$rule, $bits bits, $inputs × $outputs, group $group', async (shape) => {
  const { inputs, outputs } = shape;
  // Not around zero, so that ranges are lopsided.
  const weights = normal(inputs * outputs, 63, 0.02).map((value) => value + 0.005);
  const { rounded } = await run([dispatch(fakeQuantize, shape)], { weights });
  const got = rounded ?? new Float32Array();
  const largest = weights.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (const [i, { distance }] of roundings(weights, shape).entries()) {
    const slack = 4 * f16 * largest + 1e-7;
    expect(Math.abs((got[i] ?? NaN) - (weights[i] ?? NaN))).toBeLessThanOrEqual(distance + slack);
  }
  const matrix = turned({ rows: inputs, columns: outputs, values: weights });
  const expected = turned({ ...matrix, values: fakeQuantized(matrix, shape) }).values;
  const different = expected.filter((value, i) => Math.abs(value - (got[i] ?? NaN)) > 1e-6 * largest).length;
  // A quotient half-way between two whole numbers may fall either way where division is not exact.
  expect(different).toBeLessThanOrEqual(Math.ceil(0.002 * weights.length));
});

test('zeros stay zeros, and a matrix of zeros has no scale', async () => {
  const shape = { inputs: 32, outputs: 4, rule: 'asymmetric', bits: 2, group: 32 } as const;
  const weights = normal(128, 64).map((value, i) => (i % 4 === 1 || i % 3 === 0 ? 0 : value));
  const { rounded } = await run([dispatch(fakeQuantize, shape)], { weights });
  expect(weights.every((value, i) => value !== 0 || rounded?.[i] === 0)).toBe(true);
});
