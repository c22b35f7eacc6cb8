/** Runs an optimizer on a few plain numbers, as the engine runs it on tensors. */
import { numberOps, type Ops } from '../../../src/domain/core/ops.ts';
import type { ParamSpecs, Settings } from '../../../src/domain/core/params.ts';
import type { OptimizerDefinition } from '../../../src/domain/optimizers/contract.ts';

export interface Walk {
  readonly optimizer: OptimizerDefinition;
  readonly settings: Settings<ParamSpecs>;
  readonly start: readonly number[];
  readonly decays: (index: number) => boolean;
  /** Multiplier of the learning rate at each update. */
  readonly factor?: (step: number) => number;
  readonly ops?: Ops<number>;
}

/** Weights after each update. */
export function walk(
  { optimizer, settings, start, decays, factor = () => 1, ops = numberOps }: Walk,
  gradients: readonly (readonly number[])[],
): number[][] {
  const zero = Object.fromEntries(optimizer.state.map((name) => [name, 0]));
  let elements = start.map((parameter) => ({ parameter, state: zero as Readonly<Record<string, number>> }));
  return gradients.map((gradient, step) => {
    const rate = Number(settings['learningRate']) * factor(step);
    elements = elements.map(({ parameter, state }, i) =>
      optimizer.update(ops, {
        parameter,
        gradient: gradient[i] ?? NaN,
        state,
        hyper: optimizer.hyper(settings, rate, step + 1, decays(i)),
      }),
    );
    return elements.map(({ parameter }) => parameter);
  });
}

export const settingsOf = (
  optimizer: OptimizerDefinition,
  changed: Readonly<Record<string, number>>,
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
