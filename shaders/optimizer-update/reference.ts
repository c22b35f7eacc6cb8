/** An optimizer's update, and the sums of squares of it, as plain loops over double-precision numbers. */
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

/** Of every block: Σ g², Σ p² after the update, and Σ (p − p before)². */
export function squaresReference(
  { gradient, before, after }: Readonly<Record<'gradient' | 'before' | 'after', ArrayLike<number>>>,
  elementsPerBlock: number,
): readonly (readonly [number, number, number])[] {
  const blocks: [number, number, number][] = [];
  for (let i = 0; i < after.length; i++) {
    const block = (blocks[Math.floor(i / elementsPerBlock)] ??= [0, 0, 0]);
    const p = after[i] ?? NaN;
    block[0] += (gradient[i] ?? NaN) ** 2;
    block[1] += p ** 2;
    block[2] += (p - (before[i] ?? NaN)) ** 2;
  }
  return blocks;
}

const mapValues = <K extends string, V>(keys: readonly K[], value: (key: K) => V): Record<K, V> =>
  Object.fromEntries(keys.map((key) => [key, value(key)])) as Record<K, V>;
