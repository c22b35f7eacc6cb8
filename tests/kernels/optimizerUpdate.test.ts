/**
 * The generated in-place update of every optimizer against its own formula over double-precision numbers, and the sums of
 * squares that it leaves against those of what it was given and has written.
 */
import { describe, expect, test } from 'vitest';
import { clipIndex, clipLength } from '../../shaders/grad-norm/kernel.ts';
import { updateCases } from '../../shaders/optimizer-update/cases.ts';
import {
  elementsPerBlock,
  optimizerUpdate,
  rowsPerBlock,
  squaresPerRow,
  stateBinding,
  type UpdateShape,
} from '../../shaders/optimizer-update/kernel.ts';
import { squaresReference, updateReference } from '../../shaders/optimizer-update/reference.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import type { OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { everyOperation, stateless } from './formulas.ts';
import { dispatch, run } from './harness.ts';
import { normal, relativeError } from './numbers.ts';

const definitions: readonly OptimizerDefinition[] = [...Object.values(optimizers), everyOperation, stateless];

/** One update from a random state, on the device and by the reference; the largest relative errors of what is written. */
async function errorOf(
  definition: OptimizerDefinition,
  { length }: UpdateShape,
): Promise<{ readonly update: number; readonly squares: number }> {
  const { fround } = Math;
  const hyper = Object.fromEntries(
    Object.entries(definition.hyper(defaultsOf(definition.params), 0.01, 3, true)).map(([name, value]) => [
      name,
      fround(value),
    ]),
  );
  const clip = new Float32Array(clipLength);
  clip[clipIndex.factor] = 0.7;
  const gradient = normal(length, 6);
  gradient[0] = 0;
  const parameter = normal(length, 7);
  const state = Object.fromEntries(definition.state.map((name, k) => [name, normal(length, 30 + k).map(Math.abs)]));
  const actual = await run([dispatch(optimizerUpdate(definition), { length })], {
    gradient,
    hyper: Float32Array.from(definition.scalars, (name) => hyper[name] ?? NaN),
    clip,
    parameter,
    ...Object.fromEntries(definition.state.map((name) => [stateBinding(name), state[name] ?? new Float32Array()])),
  });
  const before = {
    parameter: [...parameter],
    state: Object.fromEntries(Object.entries(state).map(([name, array]) => [name, [...array]])),
  };
  const after = updateReference(definition, before, gradient, hyper, fround(0.7));
  const errors = definition.state.map((name) => relativeError(actual[stateBinding(name)], after.state[name] ?? []));
  const written = actual['parameter'] ?? new Float32Array();
  const sums = squaresReference({ gradient, before: parameter, after: written }, elementsPerBlock);
  const rows = actual['squares'] ?? new Float32Array();
  // Which row an element goes to is the kernel's affair; that all of a block go to its rows is not.
  const ofBlock = (block: number, k: number): number =>
    Array.from(
      { length: rowsPerBlock },
      (_, row) => rows[squaresPerRow * (rowsPerBlock * block + row) + k] ?? NaN,
    ).reduce((sum, square) => sum + square);
  const squares = Array.from({ length: squaresPerRow }, (_, k) =>
    relativeError(
      sums.map((_sums, block) => ofBlock(block, k)),
      sums.map((block) => block[k] ?? NaN),
    ),
  );
  return {
    update: Math.max(relativeError(written, after.parameter), ...errors),
    squares: Math.max(...squares),
  };
}

describe.each(definitions.map((definition) => [definition.id, definition] as const))('%s', (_, definition) => {
  test.each(updateCases)('$length elements', async (shape) => {
    const { update, squares } = await errorOf(definition, shape);
    expect(update).toBeLessThan(1e-6);
    expect(squares).toBeLessThan(1e-5);
  });
});

test('where something was not finite, nothing moves, not even what has no number for a gradient', async () => {
  const { adamw } = optimizers;
  const length = 70;
  const clip = new Float32Array(clipLength);
  clip[clipIndex.nonFinite] = 1;
  const parameter = normal(length, 7);
  const state = Object.fromEntries(adamw.state.map((name, k) => [stateBinding(name), normal(length, 30 + k)]));
  const actual = await run([dispatch(optimizerUpdate(adamw), { length })], {
    gradient: normal(length, 6).fill(NaN, 3, 5),
    hyper: new Float32Array(adamw.scalars.length).fill(0.1),
    clip,
    parameter,
    ...state,
  });
  expect(actual['parameter']).toEqual(parameter);
  for (const [name, values] of Object.entries(state)) expect(actual[name]).toEqual(values);
});
