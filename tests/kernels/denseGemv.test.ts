/** The dense product with one vector, in every form, against plain loops in double precision. */
import { expect, test } from 'vitest';
import { gemvForms } from '../../shaders/common/gemv/form.ts';
import { gemvCases } from '../../shaders/dense-gemv/cases.ts';
import { denseGemv } from '../../shaders/dense-gemv/kernel.ts';
import { linearReference } from '../../shaders/dense-gemv/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(gemvForms)('%s: as the reference', async (form) => {
  for (const shape of gemvCases) {
    const { inputs, outputs } = shape;
    const x = normal(inputs, 71);
    const weight = normal(inputs * outputs, 72);
    const { output } = await run([dispatch(denseGemv(form), shape)], { x, weight });
    const expected = linearReference(x, weight, inputs);
    expect(relativeError(output, expected), `I ${inputs}, O ${outputs}`).toBeLessThan(3e-7 * Math.sqrt(inputs));
  }
});
