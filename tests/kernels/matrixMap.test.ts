/** Maps of matrices, generated from their formulas, against the same formulas over double-precision numbers. */
import { expect, test } from 'vitest';
import { mapCases } from '../../shaders/matrix-map/cases.ts';
import { mapSides, matrixMap } from '../../shaders/matrix-map/kernel.ts';
import { mapReference } from '../../shaders/matrix-map/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

test.each(mapCases.map((one) => [one.name, one] as const))('%s', async (_name, { inputs, formula }) => {
  const given = inputs.map((input, k) => ({
    ...input,
    values: normal(input.element?.length ?? input.rows * input.columns, 20 + k),
  }));
  const sides = mapSides(inputs);
  const { output } = await run([dispatch(matrixMap(formula, inputs), sides)], {
    ...Object.fromEntries(given.map(({ values }, k) => [`input${k}`, values])),
    output: new Float32Array(sides.rows * sides.columns).fill(NaN),
  });
  expect(relativeError(output, mapReference(formula, given))).toBeLessThan(1e-6);
});

test('a side that does not repeat is refused', () => {
  const kernel = matrixMap(
    (_ops, [x = 0 as never]) => x,
    [
      { rows: 4, columns: 6 },
      { rows: 3, columns: 6 },
    ],
  );
  expect(() => kernel.code({ rows: 4, columns: 6 })).toThrow('does not repeat');
});
