/**
 * The compiled update of typed arrays does single-precision arithmetic in the formula's own order, so it must agree to the
 * last bit with the formula over numbers that are rounded after every operation. (The formulas themselves are held
 * against PyTorch elsewhere.) The sums of squares on the way must not see what lies behind the last element.
 */
import { expect, test } from 'vitest';
import { numberOps, type Ops } from '../../src/domain/core/ops.ts';
import { squaresReference } from '../../shaders/optimizer-update/reference.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import type { OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { updateArrays, updateElements } from '../../src/domain/optimizers/updateArrays.ts';
import type { SquareSums } from '../../src/domain/optimizers/updateModule.ts';
import { everyOperation, stateless } from './formulas.ts';
import { normal, relativeError } from './numbers.ts';

const { fround } = Math;
const singleOps: Ops<number> = {
  ...numberOps,
  constant: fround,
  add: (a, b) => fround(a + b),
  sub: (a, b) => fround(a - b),
  mul: (a, b) => fround(a * b),
  div: (a, b) => fround(a / b),
  sqrt: (a) => fround(Math.sqrt(a)),
};

const definitions: readonly OptimizerDefinition[] = [...Object.values(optimizers), everyOperation, stateless];
const mapRecord = <V, W>(record: Readonly<Record<string, V>>, change: (value: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));

/** Sums in double precision, in another order than here. */
function expectSquares(sums: SquareSums, gradient: Float32Array, before: Float32Array, after: Float32Array): void {
  const [expected = []] = squaresReference({ gradient, before, after }, Infinity);
  // The difference is rounded to single precision before it is squared.
  sums.forEach((sum, k) => expect(relativeError([sum], [expected[k] ?? NaN]), `sum ${k}`).toBeLessThan(1e-7));
}

test.each(definitions.map((definition) => [definition.id, definition] as const))('%s, bit for bit', (_, definition) => {
  // One block exactly, less than one vector, several blocks with a ragged end.
  for (const length of [1, 3, 2048, 4096 + 5]) {
    const parameter = normal(length, 1);
    const state = Object.fromEntries(definition.state.map((name, k) => [name, normal(length, 10 + k).map(Math.abs)]));
    for (let step = 1; step <= 3; step++) {
      const hyper = definition.hyper(defaultsOf(definition.params), 0.01, step, true);
      const gradient = normal(length, 2 + step);
      gradient[0] = 0;
      const clipFactor = fround(0.7);
      const expected = Array.from(parameter, (value, i) =>
        definition.update(singleOps, {
          parameter: value,
          gradient: fround((gradient[i] ?? NaN) * clipFactor),
          state: mapRecord(state, (array) => array[i] ?? NaN),
          hyper: mapRecord(hyper, fround),
        }),
      );
      const before = parameter.slice();
      const sums = updateArrays(definition, { parameter, gradient, state }, hyper, clipFactor);
      expectSquares(sums, gradient, before, parameter);
      expect(parameter).toEqual(Float32Array.from(expected, (row) => row.parameter));
      for (const name of definition.state) {
        expect(state[name], name).toEqual(Float32Array.from(expected, (row) => row.state[name] ?? NaN));
      }
    }
  }
});

test('where nothing can be compiled the formula is walked, with the same result', () => {
  for (const definition of definitions) {
    const [parameter, gradient] = [normal(37, 1), normal(37, 2)];
    const state = (): Record<string, Float32Array> =>
      Object.fromEntries(definition.state.map((name, k) => [name, normal(37, 10 + k).map(Math.abs)]));
    const hyper = definition.hyper(defaultsOf(definition.params), 0.01, 1, true);
    const [compiled, walked] = [0, 1].map(() => ({ parameter: parameter.slice(), gradient, state: state() }));
    if (!compiled || !walked) throw new Error('two of them');
    const before = walked.parameter.slice();
    updateArrays(definition, compiled, hyper, 0.7);
    expectSquares(updateElements(definition, walked, hyper, 0.7), gradient, before, walked.parameter);
    for (const [name, values] of [['parameter', walked.parameter], ...Object.entries(walked.state)] as const) {
      const expected = name === 'parameter' ? compiled.parameter : compiled.state[name];
      expect(relativeError(values, expected ?? []), `${definition.id}: ${name}`).toBeLessThan(1e-6);
    }
  }
});

test('arrays that do not belong together are refused', () => {
  const arrays = { parameter: new Float32Array(4), gradient: new Float32Array(5), state: {} };
  expect(() => updateArrays(stateless, arrays, { rate: 1 }, 1)).toThrow('different length');
  expect(() => updateArrays(stateless, { ...arrays, gradient: arrays.parameter }, {}, 1)).toThrow('rate is missing');
});
