/** Copies, to the last number, and nowhere else. */
import { expect, test } from 'vitest';
import { copyCases } from '../../shaders/copy/cases.ts';
import { copyTwice } from '../../shaders/copy/kernel.ts';
import { copyTwiceReference } from '../../shaders/copy/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal } from './numbers.ts';

test.each(copyCases)('$length numbers are in both places', async (shape) => {
  const input = normal(shape.length, 62);
  expect(await run([dispatch(copyTwice, shape)], { input })).toEqual({ input, ...copyTwiceReference(input) });
});
