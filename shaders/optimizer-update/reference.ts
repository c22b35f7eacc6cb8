/** An optimizer's update as a plain loop over double-precision numbers. */
import { numberOps } from '../../src/domain/core/ops.ts';
import type { UpdateFormula } from './kernel.ts';

export interface UpdateTensors<S extends string> {
  readonly parameter: readonly number[];
  readonly state: Readonly<Record<S, readonly number[]>>;
}

export function updateReference<S extends string, H extends string>(
  formula: UpdateFormula<S, H>,
  { parameter, state }: UpdateTensors<S>,
  gradient: ArrayLike<number>,
  hyper: Readonly<Record<H, number>>,
  clipFactor: number,
): UpdateTensors<S> {
  const rows = parameter.map((value, i) =>
    formula.update(numberOps, {
      parameter: value,
      gradient: (gradient[i] ?? NaN) * clipFactor,
      state: mapValues(formula.state, (name) => state[name][i] ?? NaN),
      hyper,
    }),
  );
  return {
    parameter: rows.map((row) => row.parameter),
    state: mapValues(formula.state, (name) => rows.map((row) => row.state[name])),
  };
}

const mapValues = <K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
