/** Masks on the device: exact zeros, whatever stands there. */
import { expect, test } from 'vitest';
import { maskCases } from '../../shaders/mask/cases.ts';
import { maskWeights } from '../../shaders/mask/kernel.ts';
import { maskReference } from '../../shaders/mask/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';

test.each(maskCases)('length $length: as the reference', async ({ length }) => {
  const input = normal(length, 61);
  const mask = Float32Array.from(normal(length, 62), (value) => Number(value > 0));
  const { output } = await run([dispatch(maskWeights, { length })], { input, mask });
  expect(output).toEqual(Float32Array.from(maskReference(input, mask)));
});
