/**
 * The matrix stage of an optimizer, tensor by tensor, whatever computes it. It runs between the norm of the gradients and the
 * elementwise update, which finds the directions in the state of that name.
 */
import { given, type MatrixOps } from '../../domain/core/matrixOps.ts';
import type { ParamSpecs, Settings } from '../../domain/core/params.ts';
import type { TensorSpec } from '../../domain/models/contract.ts';
import { directionState, type OptimizerDefinition } from '../../domain/optimizers/contract.ts';

/** How a store hands out what it holds, and takes back what has been found. */
export interface StageParts<T> {
  readonly ops: MatrixOps<T>;
  parameter(spec: TensorSpec, sides: readonly [number, number]): T;
  /** Before clipping. */
  gradient(spec: TensorSpec, sides: readonly [number, number]): T;
  /** A state by its name, elementwise or a factor. */
  state(name: string, spec: TensorSpec, sides: readonly [number, number]): T;
  readonly clipFactor: T;
  hyper(spec: TensorSpec): Readonly<Record<string, T>>;
  /** Into the state of that name. */
  keep(name: string, spec: TensorSpec, value: T): void;
}

/** A vector is a matrix of one row. */
const sidesOf = ({ shape }: TensorSpec): readonly [number, number] => {
  const [first = 1, second] = shape;
  return second === undefined ? [1, first] : [first, second];
};

/** @param within what is done for one tensor; whatever was made in it can go when it returns */
export function runStage<T>(
  optimizer: OptimizerDefinition,
  settings: Settings<ParamSpecs>,
  specs: readonly TensorSpec[],
  parts: StageParts<T>,
  within: (work: () => void) => void = (work) => work(),
): void {
  const { stage } = optimizer;
  if (!stage) return;
  const { ops } = parts;
  for (const spec of specs.filter((candidate) => stage.takes(candidate))) {
    within(() => {
      const sides = sidesOf(spec);
      const elementwise = optimizer.state
        .filter((name) => name !== directionState)
        .map((name) => [name, parts.state(name, spec, sides)] as const);
      const factors = Object.entries(stage.factors(spec)).map(
        ([name, factorSides]) => [name, parts.state(name, spec, factorSides)] as const,
      );
      const gradient = ops.map([parts.gradient(spec, sides), parts.clipFactor], (e, [g, factor]) =>
        e.mul(given(g), given(factor)),
      );
      const output = stage.run(
        ops,
        {
          parameter: parts.parameter(spec, sides),
          gradient,
          state: Object.fromEntries([...elementwise, ...factors]),
          hyper: parts.hyper(spec),
        },
        settings,
      );
      parts.keep(directionState, spec, output.direction);
      for (const [name, value] of Object.entries(output.factors)) parts.keep(name, spec, value);
    });
  }
}

/** Something for every factor of every tensor, by the factor's name and the tensor's. */
export function mapFactors<T>(
  { stage }: OptimizerDefinition,
  specs: readonly TensorSpec[],
  make: (factor: string, tensor: string, sides: readonly [number, number]) => T,
): Record<string, Record<string, T>> {
  const byName: Record<string, Record<string, T>> = {};
  for (const spec of specs) {
    if (!stage?.takes(spec)) continue;
    for (const [factor, sides] of Object.entries(stage.factors(spec)))
      (byName[factor] ??= {})[spec.name] = make(factor, spec.name, sides);
  }
  return byName;
}
