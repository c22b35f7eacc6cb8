/** Means of rows and of columns against plain loops. */
import { expect, test } from 'vitest';
import { meanCases } from '../../shaders/matrix-mean/cases.ts';
import { matrixMean } from '../../shaders/matrix-mean/kernel.ts';
import { meanReference } from '../../shaders/matrix-mean/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(meanCases)('$rows × $columns, of $of', async (shape) => {
  const input = normal(shape.rows * shape.columns, 7).map((value) => value + 0.5);
  const { output } = await run([dispatch(matrixMean, shape)], {
    input,
    output: new Float32Array(shape.of === 'rows' ? shape.rows : shape.columns).fill(NaN),
  });
  expect(relativeError(output, meanReference(input, shape))).toBeLessThan(1e-6);
});
