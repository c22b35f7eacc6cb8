/** Runs an optimizer on a few plain numbers, as the engine runs it on tensors. */
import { plainMatrix, plainMatrixOps } from '../../../src/domain/core/matrixOps.ts';
import { numberOps, type Ops } from '../../../src/domain/core/ops.ts';
import type { ParamSpecs, Settings } from '../../../src/domain/core/params.ts';
import type { TensorSpec } from '../../../src/domain/models/contract.ts';
import {
  directionState,
  isStaged,
  keptState,
  type OptimizerDefinition,
} from '../../../src/domain/optimizers/contract.ts';

export interface Walk {
  readonly optimizer: OptimizerDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly start: readonly number[];
  readonly decays: (index: number) => boolean;
  /** Multiplier of the learning rate at each update. */
  readonly factor?: (step: number) => number;
  readonly ops?: Ops<number>;
  /** How many of the numbers, one after another, belong to each tensor; without, all are one vector. */
  readonly shapes?: readonly (readonly number[])[];
}

export interface Tensor {
  readonly spec: TensorSpec;
  readonly values: readonly number[];
  /** By name. */
  readonly state: Readonly<Record<string, readonly number[]>>;
}

const sizeOf = (shape: readonly number[]): number => shape.reduce((size, side) => size * side, 1);

export function tensorOf(
  optimizer: OptimizerDefinition,
  values: readonly number[],
  shape: readonly number[] = [values.length],
  decay = true,
): Tensor {
  const spec: TensorSpec = { name: 'tensor', shape, init: { kind: 'constant', value: 0 }, decay };
  const entries = Object.entries(keptState(optimizer, spec)).map(
    ([name, sides]) =>
      [name, optimizer.copies?.includes(name) ? values : Array<number>(sizeOf(sides)).fill(0)] as const,
  );
  return { spec, values, state: Object.fromEntries(entries) };
}

export interface Advance {
  readonly optimizer: OptimizerDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly rate: number;
  readonly step: number;
  readonly ops?: Ops<number>;
  readonly decays?: (index: number) => boolean;
}

/** One update of one tensor: the matrix stage, if it has one, and then element by element. */
export function advance(
  { spec, values, state }: Tensor,
  gradient: readonly number[],
  { optimizer, settings, rate, step, ops = numberOps, decays = () => spec.decay }: Advance,
): Tensor {
  const staged = isStaged(optimizer, spec);
  const stage = staged && optimizer.stage;
  const [rows = 1] = spec.shape.length === 2 ? spec.shape : [];
  const directed = stage
    ? stage.run(
        plainMatrixOps(ops),
        {
          parameter: plainMatrix(values, rows),
          gradient: plainMatrix(gradient, rows),
          state: Object.fromEntries(
            Object.entries(keptState(optimizer, spec)).map(([name, sides]) => [
              name,
              plainMatrix(state[name] ?? [], sides.length === 2 ? sides[0] : 1),
            ]),
          ),
          hyper: Object.fromEntries(
            Object.entries(optimizer.hyper(settings, rate, step, spec.decay, staged)).map(([name, value]) => [
              name,
              plainMatrix([value]),
            ]),
          ),
        },
        settings,
      )
    : null;
  const direction = directed?.direction.data;
  const elements = values.map((parameter, i) =>
    optimizer.update(ops, {
      parameter,
      gradient: gradient[i] ?? NaN,
      state: Object.fromEntries(
        optimizer.state.map((name) => [
          name,
          name === directionState ? (direction?.[i] ?? 0) : (state[name]?.[i] ?? NaN),
        ]),
      ),
      hyper: optimizer.hyper(settings, rate, step, decays(i), staged),
    }),
  );
  const kept = optimizer.state
    .filter((name) => name !== directionState)
    .map((name) => [name, elements.map((element) => element.state[name] ?? NaN)] as const);
  const factors = Object.entries(directed?.factors ?? {}).map(([name, { data }]) => [name, [...data]] as const);
  return {
    spec,
    values: elements.map(({ parameter }) => parameter),
    state: Object.fromEntries([...kept, ...factors]),
  };
}

/** Weights after each update. */
export function walk(
  { optimizer, settings, start, decays, factor = () => 1, ops = numberOps, shapes = [[start.length]] }: Walk,
  gradients: readonly (readonly number[])[],
): number[][] {
  const ends = shapes.map((_, k) => shapes.slice(0, k + 1).reduce((sum, shape) => sum + sizeOf(shape), 0));
  const startOf = (k: number): number => ends[k - 1] ?? 0;
  let tensors = shapes.map((shape, k) =>
    tensorOf(optimizer, start.slice(startOf(k), ends[k]), shape, decays(startOf(k))),
  );
  return gradients.map((gradient, step) => {
    const rate = Number(settings['learningRate']) * factor(step);
    tensors = tensors.map((tensor, k) =>
      advance(tensor, gradient.slice(startOf(k), ends[k]), {
        optimizer,
        settings,
        rate,
        step: step + 1,
        ops,
        decays: (i) => decays(startOf(k) + i),
      }),
    );
    return tensors.flatMap(({ values }) => values);
  });
}

export const settingsOf = (
  optimizer: OptimizerDefinition,
  changed: Readonly<Record<string, number | string | boolean>>,
): Settings<ParamSpecs> => ({
  ...Object.fromEntries(Object.entries(optimizer.params).map(([key, spec]) => [key, spec.default])),
  ...changed,
});

const f = Math.fround;

/** Single precision, as a GPU computes: every input and every result rounded. */
export const singleOps: Ops<number> = {
  constant: f,
  add: (a, b) => f(f(a) + f(b)),
  sub: (a, b) => f(f(a) - f(b)),
  mul: (a, b) => f(f(a) * f(b)),
  div: (a, b) => f(f(a) / f(b)),
  sqrt: (a) => f(Math.sqrt(f(a))),
  abs: (a) => Math.abs(f(a)),
  sign: Math.sign,
  max: (a, b) => Math.max(f(a), f(b)),
  min: (a, b) => Math.min(f(a), f(b)),
};
