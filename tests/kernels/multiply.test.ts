/** Products element by element on the device. */
import { expect, test } from 'vitest';
import { multiplyCases } from '../../shaders/multiply/cases.ts';
import { multiply } from '../../shaders/multiply/kernel.ts';
import { multiplyReference } from '../../shaders/multiply/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';

test.each(multiplyCases)('length $length: as the reference', async ({ length }) => {
  const [a, b] = [normal(length, 61), normal(length, 62)];
  const { output } = await run([dispatch(multiply, { length })], { a, b });
  expect(output).toEqual(Float32Array.from(multiplyReference(a, b)));
});
