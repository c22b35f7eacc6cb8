/** What every optimizer must satisfy, those of the future included: nothing here names one. */
import { describe, expect, it } from 'vitest';
import { plainMatrix, plainMatrixOps } from '../../../src/domain/core/matrixOps.ts';
import type { Ops } from '../../../src/domain/core/ops.ts';
import { gaussian } from '../../../src/domain/core/random.ts';
import type { NumberSpec } from '../../../src/domain/core/params.ts';
import type { OptimizerDefinition } from '../../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../../src/domain/optimizers/index.ts';
import { advance, settingsOf, singleOps, tensorOf, walk } from './trajectory.ts';

const all: readonly OptimizerDefinition[] = Object.values(optimizers);

const numbersOf = (optimizer: OptimizerDefinition): readonly (readonly [string, NumberSpec])[] =>
  Object.entries(optimizer.params).flatMap(([key, spec]) => (spec.kind === 'number' ? [[key, spec] as const] : []));

const steps = 100;
const noise = Array.from({ length: steps }, (_, step) => [0, 1, 2, 3].map((i) => gaussian(5, i, step)));
/** Nothing, tiny, usual and clipped-at-1 gradients; the first two provoke divisions by zero. */
const scales = [0, 1e-25, 0.1, 1];

/** Text of the formula, as a shader generator sees it. */
const textOps: Ops<string> = {
  constant: String,
  add: (a, b) => `(${a} + ${b})`,
  sub: (a, b) => `(${a} - ${b})`,
  mul: (a, b) => `(${a} * ${b})`,
  div: (a, b) => `(${a} / ${b})`,
  sqrt: (a) => `sqrt(${a})`,
  abs: (a) => `abs(${a})`,
  sign: (a) => `sign(${a})`,
  max: (a, b) => `max(${a}, ${b})`,
  min: (a, b) => `min(${a}, ${b})`,
};

/** The scalars that the matrix stage of an optimizer asks for. */
function readByStage(optimizer: OptimizerDefinition): ReadonlySet<string> {
  const read = new Set<string>();
  const one = plainMatrix([1]);
  const anything = new Proxy({}, { get: (_, name) => (read.add(String(name)), one) });
  const state = { ...tensorOf(optimizer, [1], [1, 1]).state };
  optimizer.stage?.run(
    plainMatrixOps(),
    { parameter: one, gradient: one, state: mapValues(state, () => one), hyper: anything },
    settingsOf(optimizer, {}),
  );
  return read;
}

const mapValues = <V, W>(values: Readonly<Record<string, V>>, make: (value: V) => W): Record<string, W> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, make(value)]));

describe.each(all.map((optimizer) => [optimizer.id, optimizer] as const))('optimizer %s', (_id, optimizer) => {
  const defaults = settingsOf(optimizer, {});

  it('has a live learning rate and a live weight decay', () => {
    expect(optimizer.params['learningRate']).toMatchObject({ kind: 'number', applies: 'live', scale: 'log' });
    expect(optimizer.params['weightDecay']).toMatchObject({ kind: 'number', applies: 'live' });
  });

  it('names its state and scalars once each, as identifiers that a shader can use', () => {
    const names = [...optimizer.state, ...optimizer.scalars, 'parameter', 'gradient'];
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z][A-Za-z0-9]*$/);
  });

  it('returns exactly the scalars it names, all finite, from the first step to the millionth', () => {
    for (const step of [1, 2, 100, 1e6]) {
      for (const decays of [true, false]) {
        const hyper = optimizer.hyper(defaults, 1e-3, step, decays);
        expect(Object.keys(hyper).toSorted()).toEqual([...optimizer.scalars].toSorted());
        expect(Object.values(hyper).every(Number.isFinite)).toBe(true);
      }
    }
  });

  it('returns exactly the state it names, and uses every scalar', () => {
    const named = (names: readonly string[]): Record<string, string> =>
      Object.fromEntries(names.map((name) => [name, name]));
    const result = optimizer.update(textOps, {
      parameter: 'parameter',
      gradient: 'gradient',
      state: named(optimizer.state),
      hyper: named(optimizer.scalars),
    });
    expect(Object.keys(result.state).toSorted()).toEqual([...optimizer.state].toSorted());
    const words = new Set([result.parameter, ...Object.values(result.state)].join(' ').match(/[A-Za-z]\w*/g));
    for (const name of optimizer.scalars) expect([...words, ...readByStage(optimizer)], name).toContain(name);
  });

  it('is pure: frozen input, same output twice', () => {
    const hyper = Object.freeze(optimizer.hyper(Object.freeze({ ...defaults }), 0.01, 3, true));
    const state = Object.freeze(Object.fromEntries(optimizer.state.map((name) => [name, 0.5])));
    const input = Object.freeze({ parameter: 1.5, gradient: -0.25, state, hyper });
    expect(optimizer.update(singleOps, input)).toEqual(optimizer.update(singleOps, input));
  });

  it('moves against the gradient', () => {
    const [after] = walk({ optimizer, settings: defaults, start: [0, 0], decays: () => true }, [[0.5, -0.5]]);
    expect(after?.[0]).toBeLessThan(0);
    expect(after?.[1]).toBeGreaterThan(0);
  });

  const extremes = numbersOf(optimizer).flatMap(
    ([key, { min, max }]) =>
      [
        [key, min],
        [key, max],
      ] as const,
  );

  it.each(extremes)(`stays finite in single precision over ${steps} steps at %s = %d`, (key, value) => {
    for (const scale of scales) {
      const gradients = noise.map((gradient) => gradient.map((g) => g * scale));
      const path = walk(
        {
          optimizer,
          settings: settingsOf(optimizer, { [key]: value }),
          start: [0.02, -1, 0, 3],
          decays: () => true,
          ops: singleOps,
          shapes: optimizer.stage ? [[2, 2]] : [[4]],
        },
        gradients,
      );
      expect(path.flat().every(Number.isFinite), `gradient scale ${scale}`).toBe(true);
    }
  });

  it('minimises a simple bowl at its default settings', () => {
    let tensor = tensorOf(optimizer, [1], [1], false);
    const rate = Number(defaults['learningRate']);
    for (let step = 1; step <= 3000; step++) {
      tensor = advance(tensor, tensor.values, { optimizer, settings: defaults, rate, step, ops: singleOps });
    }
    expect(Math.abs(tensor.values[0] ?? NaN)).toBeLessThan(0.01);
  });
});
