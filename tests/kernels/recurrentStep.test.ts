/** Recurrent layers one token further, in place, against plain loops in double precision. */
import { describe, expect, test } from 'vitest';
import { stepCases } from '../../shaders/recurrent-step/cases.ts';
import { minGruStep, recurrentStep, sumsOf, type RecurrentCell } from '../../shaders/recurrent-step/kernel.ts';
import { minGruStepReference, recurrentStepReference } from '../../shaders/recurrent-step/reference.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

/** Near zero, as usual, and where gates are shut or open. */
const scales = [1e-3, 1, 100];
const cases = stepCases.flatMap(({ width }) => scales.map((scale) => ({ width, scale })));

describe.each(Object.keys(sumsOf) as RecurrentCell[])('%s', (kind) => {
  test.each(cases)('H $width, sums of $scale', async ({ width, scale }) => {
    const [fromInput, fromHidden] = [181, 182].map((stream) => normal(sumsOf[kind] * width, stream, scale)) as [
      Float32Array<ArrayBuffer>,
      Float32Array<ArrayBuffer>,
    ];
    const [hidden, cell] = [normal(width, 183), normal(width, 184)];
    const states = { hidden, ...(kind === 'lstm' && { cell }) };
    const after = await run([dispatch(recurrentStep(kind), { width })], { fromInput, fromHidden, ...states });
    const expected = recurrentStepReference(kind, fromInput, fromHidden, hidden, cell);
    expect(relativeError(after['hidden'], expected.hidden)).toBeLessThan(2e-6);
    expect(relativeError(after['cell'] ?? cell, expected.cell)).toBeLessThan(2e-6);
  });
});

test.each(cases)('minGRU, H $width, sums of $scale', async ({ width, scale }) => {
  const [sums, hidden] = [normal(2 * width, 185, scale), normal(width, 186)];
  const after = await run([dispatch(minGruStep, { width })], { sums, hidden });
  expect(relativeError(after['hidden'], minGruStepReference(sums, hidden))).toBeLessThan(2e-6);
});
