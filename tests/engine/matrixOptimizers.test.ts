/**
 * Every optimizer on every backend against its definition on plain numbers: twenty updates of matrices, wide and tall, an
 * embedding and a vector, and all that is kept, read back and restored on the way.
 */
import { describe, expect, test } from 'vitest';
import { plainMatrix, plainMatrixOps } from '../../src/domain/core/matrixOps.ts';
import { numberOps } from '../../src/domain/core/ops.ts';
import { defaultsOf } from '../../src/domain/core/params.ts';
import { gaussian } from '../../src/domain/core/random.ts';
import type { TensorSpec, Weights } from '../../src/domain/models/contract.ts';
import { directionState, isStaged, keptState, type OptimizerDefinition } from '../../src/domain/optimizers/contract.ts';
import { optimizers } from '../../src/domain/optimizers/index.ts';
import { regularizationParams } from '../../src/domain/regularization/params.ts';
import { regularize } from '../../src/domain/regularization/regularize.ts';
import type { Engine } from '../../src/engine/backend/engine.ts';
import { mapSpecs, type OptimizerState, type ParameterStore } from '../../src/engine/train/parameters.ts';
import * as tf from '../../src/engine/tf.ts';
import { backends, engineOn } from './engines.ts';

const spec = (name: string, shape: readonly number[], decay = true, outer = false): TensorSpec => ({
  name,
  shape,
  init: { kind: 'normal', std: 1 },
  decay,
  ...(outer && { outer: true }),
});
const specs: readonly TensorSpec[] = [
  spec('embedding', [11, 8], true, true),
  spec('wide', [8, 24]),
  spec('gain', [8], false),
  spec('tall', [20, 8]),
  spec('square', [8, 8]),
  spec('bias', [65], false),
];
const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);
const drawn = (stream: number, scale: number): Weights<Float32Array> =>
  mapSpecs(specs, ({ name, shape }) => {
    const seed = 10 * stream + specs.findIndex((one) => one.name === name);
    return Float32Array.from({ length: sizeOf(shape) }, (_, n) => scale * gaussian(3, seed, n));
  });

const steps = 20;
const rateAt = (definition: OptimizerDefinition, step: number): number =>
  Number(definition.params['learningRate']?.default) * (step > 10 ? 0.5 : 1);

interface Plain {
  readonly values: readonly number[];
  readonly state: Readonly<Record<string, readonly number[]>>;
}

/** One update in double precision, without clipping. */
function plainUpdate(
  definition: OptimizerDefinition,
  of: TensorSpec,
  before: Plain,
  gradient: Float32Array,
  step: number,
): Plain {
  const settings = defaultsOf(definition.params);
  const staged = isStaged(definition, of);
  const hyper = definition.hyper(settings, rateAt(definition, step), step, of.decay, staged);
  const rows = of.shape.length === 2 ? (of.shape[0] ?? 1) : 1;
  const kept = keptState(definition, of);
  const output = staged
    ? definition.stage?.run(
        plainMatrixOps(),
        {
          parameter: plainMatrix(before.values, rows),
          gradient: plainMatrix(gradient, rows),
          state: Object.fromEntries(
            Object.entries(kept).map(([name, sides]) => [
              name,
              plainMatrix(before.state[name] ?? [], sides.length === 2 ? sides[0] : 1),
            ]),
          ),
          hyper: Object.fromEntries(Object.entries(hyper).map(([name, value]) => [name, plainMatrix([value])])),
        },
        settings,
      )
    : undefined;
  const elements = before.values.map((parameter, i) =>
    definition.update(numberOps, {
      parameter,
      gradient: gradient[i] ?? NaN,
      state: Object.fromEntries(
        definition.state.map((name) => [
          name,
          name === directionState ? (output?.direction.data[i] ?? 0) : (before.state[name]?.[i] ?? NaN),
        ]),
      ),
      hyper,
    }),
  );
  return {
    values: elements.map(({ parameter }) => parameter),
    state: Object.fromEntries(
      Object.keys(kept).map((name) => [
        name,
        output && name in output.factors
          ? [...(output.factors[name]?.data ?? [])]
          : elements.map((element) => element.state[name] ?? NaN),
      ]),
    ),
  };
}

function plainTrajectory(definition: OptimizerDefinition): Weights<Plain> {
  return mapSpecs(specs, (of) => {
    const kept = Object.entries(keptState(definition, of));
    const values = [...(drawn(1, 0.1)[of.name] ?? [])];
    const begin = (name: string, sides: readonly number[]): readonly number[] =>
      definition.copies?.includes(name) ? values : Array<number>(sizeOf(sides)).fill(0);
    let now: Plain = {
      values,
      state: Object.fromEntries(kept.map(([name, sides]) => [name, begin(name, sides)])),
    };
    for (let step = 1; step <= steps; step++) {
      now = plainUpdate(definition, of, now, drawn(1 + step, 0.02)[of.name] ?? new Float32Array(), step);
    }
    return now;
  });
}

function open(
  engine: Engine,
  definition: OptimizerDefinition,
  weights: Weights<Float32Array>,
  state: OptimizerState | null,
) {
  const settings = defaultsOf(definition.params);
  return engine.parameters({ specs, optimizer: definition, settings: () => settings, weights, state });
}

function update(store: ParameterStore, definition: OptimizerDefinition, step: number): void {
  const values = drawn(1 + step, 0.02);
  const gradients = mapSpecs(specs, ({ name, shape }) => tf.tensor(values[name] ?? [], [...shape]));
  const { targets } = store;
  if (targets) {
    for (const [name, tensor] of Object.entries(store.tensors())) {
      const target = targets.of.get(tensor.id);
      const gradient = gradients[name];
      if (!target || !gradient) throw new Error(`${name} has no place for its gradient`);
      targets.move(gradient, target);
    }
  }
  const learningRate = rateAt(definition, step);
  const { measures, norms } = store.apply(gradients, () => ({ learningRate, step, clipNorm: 0 }));
  tf.dispose([measures, norms, gradients]);
}

/** Twenty updates, the second half from what the first has left. */
async function trajectory(engine: Engine, definition: OptimizerDefinition) {
  let store = open(engine, definition, drawn(1, 0.1), null);
  for (let step = 1; step <= steps / 2; step++) update(store, definition, step);
  const [halfway, state] = [await store.weights(), await store.state()];
  store.dispose();
  store = open(engine, definition, halfway, state);
  for (let step = steps / 2 + 1; step <= steps; step++) update(store, definition, step);
  const evaluated = await store.evaluatedWeights();
  const onBackend = store.evaluated();
  for (const [name, values] of Object.entries(evaluated)) {
    const tensor = onBackend[name];
    if (!tensor) throw new Error(`${name} is not evaluated`);
    // A copy: the tensors of the store must not be read, which would keep their values on the host.
    const copied = tf.tidy(() => tf.add(tensor, 0));
    expect([...(await copied.data())]).toEqual([...values]);
    copied.dispose();
  }
  const result = { weights: await store.weights(), state: await store.state(), evaluated };
  store.dispose();
  return result;
}

const largest = (values: ArrayLike<number>): number =>
  Array.from(values).reduce((most, v) => Math.max(most, Math.abs(v)), 0);

/** Beside the largest: signs and small divisors make single elements as unsure as the rounding before them. */
function expectNear(actual: ArrayLike<number>, expected: readonly number[], bound: number, what: string): void {
  expect(actual.length, what).toBe(expected.length);
  const error = largest(expected.map((value, i) => value - (actual[i] ?? NaN)));
  expect(error / largest(expected), what).toBeLessThan(bound);
}

const restraints = {
  ...defaultsOf(regularizationParams),
  clipValue: 0.03,
  l2: 0.1,
  l1: 0.01,
  averageDecay: 0.9,
};
/** All optimizers as they are, and some with everything that restrains them. */
const cases: readonly (readonly [string, OptimizerDefinition])[] = [
  ...Object.values(optimizers).map((one: OptimizerDefinition) => [one.id, one] as const),
  ['adamw restrained', regularize(optimizers.adamw, restraints)],
  ['muon restrained by a subgradient', regularize(optimizers.muon, { ...restraints, l1Form: 'subgradient' })],
  ['schedule-free restrained', regularize(optimizers['schedule-free-adamw'], restraints)],
];

describe.each(backends)('%s', (backend) => {
  test.each(cases)('%s makes the updates of its definition', async (_id, definition) => {
    const engine = await engineOn(backend);
    const before = tf.memory().numTensors;
    const expected = plainTrajectory(definition);
    const { weights, state, evaluated } = await trajectory(engine, definition);
    expect(tf.memory().numTensors).toBe(before);
    expect(Object.keys(state).toSorted()).toEqual(
      [...new Set(specs.flatMap((of) => Object.keys(keptState(definition, of))))].toSorted(),
    );
    expect(evaluated).toEqual(definition.evaluated === undefined ? weights : state[definition.evaluated]);
    for (const { name } of specs) {
      const plain = expected[name];
      expectNear(weights[name] ?? [], plain?.values ?? [], 2e-5, name);
      for (const [kind, values] of Object.entries(plain?.state ?? {})) {
        if (largest(values) > 0) expectNear(state[kind]?.[name] ?? [], values, 1e-4, `${kind} of ${name}`);
      }
    }
  });
});
